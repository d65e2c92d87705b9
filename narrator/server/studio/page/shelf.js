// The shelf: the books that are there, and one more by dropping or opening it.

import { ask, getJson } from "./api.js";
import { find, make, tell } from "./dom.js";

const LARGEST = 50 * 2 ** 20;

export async function showShelf() {
  const { books } = await getJson("/studio/books");
  find("shelf").replaceChildren(...books.map((book) =>
    make("li", {}, make("a", { href: `#book=${book.id}` }, make("b", {}, book.name), make("small", {}, book.file)))));
  if (!books.length) find("shelf").replaceChildren(make("li", { class: "quiet" }, "The shelf is empty."));
}

async function add(file) {
  if (!file) return;
  const status = find("drop-status");
  if (file.size > LARGEST) {
    status.textContent = "";
    tell(`${file.name} is larger than the 50 MB that are taken.`);
    return;
  }
  status.textContent = `Reading ${file.name}…`;
  try {
    const answer = await ask(`/studio/books?name=${encodeURIComponent(file.name)}`, {
      method: "POST",
      headers: { "content-type": "application/octet-stream" },
      body: file,
    });
    location.hash = `book=${(await answer.json()).id}`;
  } catch (error) {
    tell(error.message);
  } finally {
    status.textContent = "";
    find("file").value = "";
  }
}

const drop = find("drop");
find("file").addEventListener("change", (event) => add(event.target.files[0]));
addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("over"); });
addEventListener("dragleave", (event) => { if (!event.relatedTarget) drop.classList.remove("over"); });
addEventListener("drop", (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  add(event.dataTransfer.files[0]);
});
