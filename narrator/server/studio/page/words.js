// The words that no dictionary knows, and those that the book's lexicon says otherwise.

import { post } from "./api.js";
import { bareVoice, count, make, tell } from "./dom.js";
import { play } from "./stream.js";
import { addressOf } from "./voices.js";

const audio = make("audio", { hidden: true });

/** `voice` says what is to be heard; `change(change, about)` makes a change; `go(index)` shows a line. */
export function describeWords(told, { voice, change, go }) {
  const unknown = told.unknown.map((word) => describeUnknown(word, { voice, change, go }));
  const entries = told.entries.map((entry) => describeEntry(entry, { voice, change }));
  const left = told.left ? make("p", { class: "quiet" }, `And ${count(told.left, "word")} more: \`narrator check\` lists all.`) : null;
  return [
    make("p", { class: "quiet" }, "Say it as: other letters for any engine (Chumley), or phonemes between slashes for Kokoro and Fish (/ˈtʃʌmli/). It is kept in the lexicon beside the book."),
    make("h2", {}, "In no dictionary"),
    unknown.length ? lay("Words in no dictionary", ["Word", "Times", "Would be said", "Say it as"], unknown) : make("p", {}, "The dictionary knows every word, or it has none of this language."),
    left,
    make("h2", {}, "Said otherwise"),
    entries.length ? lay("Words said otherwise", ["Word", "", "", "Said as"], entries) : make("p", { class: "quiet" }, "Nothing yet."),
    describeNew(change),
    audio,
  ].filter(Boolean);
}

function lay(name, heads, rows) {
  return make("div", { class: "wide", tabIndex: 0, role: "region", "aria-label": name }, make("table", { role: "table", class: "words" },
    make("thead", { role: "rowgroup" }, make("tr", { role: "row" }, heads.map((text) => make("th", { scope: "col", role: "columnheader" }, text)))),
    make("tbody", { role: "rowgroup" }, rows)));
}

function describeUnknown(word, { voice, change, go }) {
  return make("tr", { role: "row" },
    make("th", { scope: "row", role: "rowheader" },
      make("button", { type: "button", class: "link", "aria-label": `Show ${word.word} in the script`, onclick: () => go(word.lines[0]) }, word.word),
      make("small", {}, word.sentence)),
    make("td", { class: "number", role: "cell" }, word.count.toLocaleString("en")),
    make("td", { role: "cell" }, `/${word.ipa}/`),
    make("td", { role: "cell" }, describeForm(word.word, "", { voice, change })));
}

function describeEntry(entry, { voice, change }) {
  const said = entry.ipa ? `/${entry.ipa}/` : entry.say;
  return make("tr", { role: "row" },
    make("th", { scope: "row", role: "rowheader" }, entry.words),
    make("td", { role: "cell" }), make("td", { role: "cell" }),
    make("td", { role: "cell" }, describeForm(entry.words, said, { voice, change }),
      make("button", { type: "button", "aria-label": `Say ${entry.words} as ever`, onclick: () => change({ kind: "word", words: entry.words }, `${entry.words} is said as ever. `) }, "Take it out")));
}

function describeForm(words, said, { voice, change }) {
  const input = make("input", { value: said, "aria-label": `Say ${words} as`, maxLength: 200, required: true, autocomplete: "off" });
  const send = (event) => {
    event.preventDefault();
    if (input.value.trim() !== said) change(writeWord(words, input.value), `${words} is said as ${input.value.trim()} in the whole book. `);
  };
  return make("form", { class: "word-form", onsubmit: send },
    make("button", { type: "button", class: "hear", "aria-label": `Hear ${words}`, onclick: () => hear(input.value.trim() || words, voice()) }, "▶"),
    input, make("button", {}, "Save"));
}

/** Words of one's own choice: a name that a dictionary has, and the book says otherwise. */
function describeNew(change) {
  const words = make("input", { maxLength: 100, required: true, autocomplete: "off" });
  const said = make("input", { maxLength: 200, required: true, autocomplete: "off" });
  const send = async (event) => {
    event.preventDefault();
    if (await change(writeWord(words.value.trim(), said.value), `${words.value.trim()} is said as ${said.value.trim()} in the whole book. `)) event.target.reset();
  };
  return make("form", { class: "actions", onsubmit: send },
    make("label", {}, "Another word", words), make("label", {}, "Say it as", said), make("button", {}, "Add"));
}

/** Give the change that has words said so: phonemes stand between slashes. */
export function writeWord(words, said) {
  const ipa = /^\/(.+)\/$/.exec(said.trim());
  return { kind: "word", words, ...(ipa ? { ipa: ipa[1].trim() } : { say: said.trim() }) };
}

async function hear(text, voice) {
  if (/^\/.+\/$/.test(text)) {
    tell("Phonemes are heard in the book: save, then make a line that holds the word.");
    return;
  }
  const engine = voice.slice(0, voice.indexOf(":"));
  try {
    await play(await post(addressOf(engine), { text, reference_id: bareVoice(voice), format: "mp3" }), audio);
  } catch (error) {
    tell(error.message);
  }
}
