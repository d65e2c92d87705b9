// The dialog in which a voice is found, heard and chosen.

import { post } from "./api.js";
import { bareVoice, count, find, make, tell } from "./dom.js";
import { play } from "./stream.js";

const SAMPLES = {
  de: "Der Wind drehte gegen Abend, und niemand an Bord sprach noch ein Wort.",
  es: "Al caer la tarde cambió el viento, y nadie a bordo dijo una palabra más.",
  fr: "Le vent tourna vers le soir, et personne à bord ne dit plus un mot.",
  it: "Verso sera il vento girò, e nessuno a bordo disse più una parola.",
  pt: "Ao cair da tarde o vento mudou, e ninguém a bordo disse mais nada.",
  ja: "夕方になると風向きが変わり、船の上では誰も何も言いませんでした。",
  zh: "傍晚时分，风向变了，船上再没有人说一句话。",
  hi: "शाम होते-होते हवा का रुख़ बदल गया, और जहाज़ पर किसी ने एक शब्द भी नहीं कहा।",
};
const ENGLISH = "Towards evening the wind went round, and nobody on board spoke another word.";
const MOST = 300;

const languages = new Intl.DisplayNames(["en"], { type: "language" });
const nameLanguage = (code) => (code === "mul" ? "any language" : (languages.of(code) ?? code));

let all = [];
let home = "";

export function learn(state) {
  all = state.voices;
  home = state.engine;
  fill("voices-engine", state.engines.filter((it) => !it.why).map((it) => [it.name, it.name]));
  const codes = [...new Set(all.map((voice) => voice.language))].sort();
  fill("voices-language", codes.map((code) => [code, nameLanguage(code)]));
}

export const findVoice = (id) => all.find((voice) => voice.id === id);
export const firstVoice = () => all[0];
export const addressOf = (engine) => (engine === home ? "/v1/tts" : `/studio/engines/${encodeURIComponent(engine)}/tts`);

function fill(id, options) {
  const any = make("option", { value: "", textContent: "any" });
  find(id).replaceChildren(any, ...options.map(([value, text]) => make("option", { value, textContent: text })));
}

let choose = null;
let sampleText = "";

/** Let somebody choose: the promise gives the voice's id, or null. `text` is what samples say. */
export function chooseVoice({ text = "", current = "" } = {}) {
  sampleText = text;
  const dialog = find("voices");
  find("voices-search").value = "";
  show(current);
  dialog.showModal();
  dialog.querySelector("[aria-current]")?.scrollIntoView({ block: "center" });
  return new Promise((resolve) => {
    choose = (id) => { resolve(id); dialog.close(); };
    dialog.addEventListener("close", () => { find("voices-audio").pause(); resolve(null); }, { once: true });
  });
}

function show(current = "") {
  const words = find("voices-search").value.toLowerCase().split(/\s+/);
  const [engine, language, gender] = ["engine", "language", "gender"].map((name) => find(`voices-${name}`).value);
  const fitting = all.filter((voice) => {
    const told = `${voice.id} ${nameLanguage(voice.language)} ${voice.gender} ${voice.description}`.toLowerCase();
    return words.every((word) => told.includes(word))
      && (!engine || voice.engine === engine)
      && (!language || voice.language === language || voice.language === "mul")
      && (!gender || voice.gender === gender);
  });
  find("voices-count").textContent = count(fitting.length, "voice");
  find("voices-list").replaceChildren(...fitting.slice(0, MOST).map((voice) => describe(voice, current)));
}

function describe(voice, current) {
  const told = [voice.engine, nameLanguage(voice.language), voice.gender, voice.description].filter(Boolean).join(" · ");
  return make("li", {},
    make("button", { class: "hear", "aria-label": `Hear ${voice.name}`, onclick: (event) => hear(voice, event.currentTarget) }, "▶"),
    make("button", { class: "pick", "aria-current": voice.id === current ? "true" : null, onclick: () => choose(voice.id) },
      make("b", {}, voice.name), " ", make("small", {}, told)));
}

let stopping = null;

async function hear(voice, button) {
  stopping?.abort();
  stopping = new AbortController();
  const text = sampleText || (SAMPLES[voice.language.slice(0, 2)] ?? ENGLISH);
  button.classList.add("busy");
  try {
    const body = { text: text.slice(0, 300), reference_id: voice.name, format: "mp3" };
    const response = await post(addressOf(voice.engine), body, { signal: stopping.signal });
    await play(response, find("voices-audio"));
  } catch (error) {
    if (error.name !== "AbortError") tell(error.message);
  } finally {
    button.classList.remove("busy");
  }
}

for (const name of ["search", "engine", "language", "gender"]) {
  find(`voices-${name}`).addEventListener("input", () => show());
}
find("voices-named").addEventListener("submit", (event) => {
  event.preventDefault();
  const id = find("voices-id").value.trim();
  if (id) choose(id);
});
export { bareVoice };
