// The cast: who speaks, how much, in which voice; merge, rename, audition.

import { post } from "./api.js";
import { bareVoice, count, make, tell } from "./dom.js";
import { play } from "./stream.js";
import { addressOf, chooseVoice } from "./voices.js";

const audio = make("audio", { hidden: true });

export function describeCast(book, change) {
  const rows = [...book.speakers].sort((one, other) => other.lines - one.lines);
  return [
    make("p", { class: "quiet" }, "Write another's name to make two speakers one, or a new name to rename somebody. It is kept in the cast file beside the book."),
    make("div", { class: "wide", tabIndex: 0, role: "region", "aria-label": "Cast" }, make("table", { role: "table" }, // said so, for on a phone its rows are no rows of a table to the browser
      make("thead", { role: "rowgroup" }, make("tr", { role: "row" }, ["Speaker", "Lines", "Voice", "A line of theirs"].map((text) => make("th", { scope: "col", role: "columnheader" }, text)))),
      make("tbody", { role: "rowgroup" }, rows.map((speaker) => describeSpeaker(speaker, change))))),
    audio,
  ];
}

function describeSpeaker(speaker, change) {
  const told = [speaker.gender, speaker.aliases.length ? `also ${speaker.aliases.join(", ")}` : ""].filter(Boolean).join(" · ");
  return make("tr", { role: "row" },
    make("th", { scope: "row", role: "rowheader" }, speaker.name === "narrator" ? "narrator" : describeName(speaker, change), told ? make("small", {}, told) : null),
    make("td", { class: "number", role: "cell" }, speaker.lines.toLocaleString("en")),
    make("td", { role: "cell" },
      make("button", { class: "chooser", "aria-label": `Voice of ${speaker.name}: ${speaker.voice}`, onclick: async () => {
        const id = await chooseVoice({ text: speaker.sample, current: speaker.voice });
        if (id && id !== speaker.voice) await change({ kind: "voice", speaker: speaker.name, voice: id });
      } }, bareVoice(speaker.voice)),
      make("small", {}, speaker.given ? "chosen" : "given by Narrator")),
    make("td", { class: "sample", role: "cell" },
      speaker.sample ? make("button", { class: "hear", "aria-label": `Audition ${speaker.name}`, onclick: () => audition(speaker) }, "▶") : null,
      " ", speaker.sample));
}

function describeName(speaker, change) {
  const input = make("input", { value: speaker.name, list: "speakers", "aria-label": `Name of ${speaker.name}`, maxLength: 100, required: true, autocomplete: "off" });
  const send = async (event) => {
    event.preventDefault();
    const name = input.value.trim();
    if (!name || name === speaker.name) return;
    const about = `${speaker.name} becomes ${name}: ${count(speaker.lines, "line")}. `;
    if (!(await change({ kind: "name", speaker: speaker.name, name }, about))) input.value = speaker.name;
  };
  return make("form", { class: "name-form", onsubmit: send }, input, make("button", {}, "Rename"));
}

async function audition(speaker) {
  const [engine, name] = [speaker.voice.slice(0, speaker.voice.indexOf(":")), bareVoice(speaker.voice)];
  try {
    await play(await post(addressOf(engine), { text: speaker.sample, reference_id: name, format: "mp3" }), audio);
  } catch (error) {
    tell(error.message);
  }
}
