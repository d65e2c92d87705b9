// Type, pick a voice, hear it.

import { hasKey, post } from "./api.js";
import { find, make, tell } from "./dom.js";
import { play } from "./stream.js";
import { addressOf, chooseVoice, findVoice, firstVoice } from "./voices.js";

const DIRECTIONS = ["whispering", "shouting", "laughing", "sighing", "excited", "sad", "angry", "calm", "slowly"];

let voice = null;
let engines = [];
let stopping = null;

export function prepareSay(state) {
  engines = state.engines;
  setVoice(findVoice(localStorage.getItem("narrator-voice")) ?? firstVoice());
  find("engine-list").replaceChildren(...engines.map((engine) =>
    make("li", {}, make("b", {}, engine.name), engine.why ? ` — ${engine.why}` : engine.price ? ` — ready; $${engine.price} for a million bytes of text` : " — ready")));
}

function setVoice(chosen) {
  voice = chosen;
  localStorage.setItem("narrator-voice", voice.id);
  find("say-voice").textContent = voice.engine === engines[0].name ? voice.name : voice.id;
  const can = engines.find((engine) => engine.name === voice.engine);
  const box = find("say-directions");
  box.hidden = !can?.directions;
  box.replaceChildren("Directions: ", ...DIRECTIONS.map((name) =>
    make("button", { type: "button", class: "chip", onclick: () => insert(`[${name}] `) }, name)));
  showRequest();
}

/** Put a direction before the sentence in which the cursor stands. */
function insert(text) {
  const area = find("say-text");
  const before = area.value.slice(0, area.selectionStart);
  const at = Math.max(...[". ", "! ", "? ", "\n"].map((end) => { const found = before.lastIndexOf(end); return found < 0 ? 0 : found + end.length; }));
  area.setRangeText(text, at, at, "end");
  area.focus();
  showRequest();
}

function readBody() {
  return {
    text: find("say-text").value,
    reference_id: voice.name,
    format: find("say-format").value,
    prosody: { speed: Number(find("say-speed").value), volume: Number(find("say-volume").value) },
  };
}

function showRequest() {
  find("say-speed-told").textContent = Number(find("say-speed").value).toFixed(2);
  find("say-volume-told").textContent = `${find("say-volume").value} dB`;
  const url = location.origin + addressOf(voice.engine);
  find("request-code").textContent = WRITE[find("request-language").value](url, readBody(), hasKey());
}

const quote = (text) => `'${text.replaceAll("'", "'\\''")}'`;

const WRITE = {
  curl: (url, body, key) => [
    `curl ${url} \\`,
    "  -H 'Content-Type: application/json' \\",
    ...(key ? ["  -H \"Authorization: Bearer $NARRATOR_SERVER_KEY\" \\"] : []),
    `  -d ${quote(JSON.stringify(body))} \\`,
    `  -o said.${body.format}`,
  ].join("\n"),
  python: (url, body, key) => [
    "import os",
    "import httpx",
    "",
    `with httpx.stream("POST", ${JSON.stringify(url)}, json=${writePython(body)},`,
    ...(key ? ["                  headers={\"Authorization\": \"Bearer \" + os.environ[\"NARRATOR_SERVER_KEY\"]},"] : []),
    "                  timeout=60) as answer:",
    "    answer.raise_for_status()",
    `    with open("said.${body.format}", "wb") as file:`,
    "        for chunk in answer.iter_bytes():",
    "            file.write(chunk)",
  ].slice(key ? 0 : 1).join("\n"),
  javascript: (url, body, key) => [
    "import { writeFile } from \"node:fs/promises\";",
    "",
    `const answer = await fetch(${JSON.stringify(url)}, {`,
    "  method: \"POST\",",
    `  headers: { "content-type": "application/json"${key ? ", authorization: `Bearer ${process.env.NARRATOR_SERVER_KEY}`" : ""} },`,
    `  body: JSON.stringify(${JSON.stringify(body)}),`,
    "});",
    "if (!answer.ok) throw new Error(await answer.text());",
    `await writeFile("said.${body.format}", answer.body);`,
  ].join("\n"),
};

/** JSON of texts and numbers is Python too. */
const writePython = (body) => JSON.stringify(body);

async function say(event) {
  event.preventDefault();
  stopping?.abort();
  stopping = new AbortController();
  const body = readBody();
  const audio = find("say-audio");
  const [go, stop, download, status] = ["go", "stop", "download", "status"].map((name) => find(`say-${name}`));
  download.hidden = true;
  stop.hidden = false;
  go.disabled = true;
  status.textContent = "Speaking…";
  try {
    const response = await post(addressOf(voice.engine), body, { signal: stopping.signal });
    const blob = await play(response, audio, () => { audio.hidden = false; status.textContent = "Listening while it arrives…"; });
    download.href = URL.createObjectURL(blob);
    download.download = `said.${body.format}`;
    download.hidden = false;
    status.textContent = "Done.";
  } catch (error) {
    status.textContent = error.name === "AbortError" ? "Stopped." : "";
    if (error.name !== "AbortError") tell(error.message);
  } finally {
    stop.hidden = true;
    go.disabled = false;
  }
}

find("say-form").addEventListener("submit", say);
find("say-stop").addEventListener("click", () => { stopping?.abort(); find("say-audio").pause(); });
find("say-form").addEventListener("input", showRequest);
find("request-language").addEventListener("input", showRequest);
find("request-copy").addEventListener("click", async () => {
  await navigator.clipboard?.writeText(find("request-code").textContent);
  tell("Copied.");
});
find("say-voice").addEventListener("click", async () => {
  const id = await chooseVoice({ text: find("say-text").value.slice(0, 200), current: voice.id });
  if (!id) return;
  const [engine, name] = [id.slice(0, id.indexOf(":")) || engines[0].name, id.slice(id.indexOf(":") + 1)];
  setVoice(findVoice(id) ?? { id: `${engine}:${name}`, engine, name });
});
