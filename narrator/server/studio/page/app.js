// The page: which view is shown, by what stands behind the # of the address.

import { getJson } from "./api.js";
import { closeBook, openBook } from "./book.js";
import { find, tell } from "./dom.js";
import { prepareSay } from "./say.js";
import { showShelf } from "./shelf.js";
import { learn } from "./voices.js";

const VIEWS = ["say", "books", "book"];

function show(name) {
  for (const view of VIEWS) find(view).hidden = view !== name;
  document.body.dataset.view = name;
  for (const [link, views] of [["to-say", ["say"]], ["to-books", ["books", "book"]]]) {
    if (views.includes(name)) find(link).setAttribute("aria-current", "page");
    else find(link).removeAttribute("aria-current");
  }
}

async function route() {
  const told = new URLSearchParams(location.hash.slice(1));
  closeBook();
  document.title = "Narrator";
  if (told.get("book")) {
    show("book");
    await openBook(told.get("book"));
  } else if (told.has("books")) {
    show("books");
    await showShelf();
  } else {
    show("say");
  }
}

const routeSafely = () => route().catch((error) => tell(error.message));

addEventListener("hashchange", routeSafely);
addEventListener("unhandledrejection", (event) => {
  if (event.reason?.name !== "AbortError") tell(event.reason?.message ?? String(event.reason));
});

try {
  const state = await getJson("/studio/state");
  learn(state);
  globalThis.narrator = { formats: state.formats, profiles: state.profiles };
  prepareSay(state);
  await routeSafely();
} catch (error) {
  tell(error.message);
}
