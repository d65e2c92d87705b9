// The panel of one line: hear it, mend it, make and compare takes.

import { getJson, getUrl, postJson } from "./api.js";
import { confirm, make, sayPrice, tell } from "./dom.js";
import { chooseVoice } from "./voices.js";
import { writeWord } from "./words.js";

export class LinePanel {
  /** `change(change)` weighs and makes a change; `book()` is the book as it was read last. */
  constructor(box, { base, book, change, onmade, onended }) {
    Object.assign(this, { box, base, book, change, onmade });
    this.audio = make("audio", { controls: true, hidden: true });
    this.audio.addEventListener("ended", () => { if (this.goOn?.checked) onended(); });
    this.segment = null;
    this.clear();
  }

  clear() {
    this.audio.pause();
    this.segment = null;
    this.box.replaceChildren(make("p", { class: "quiet" },
      "Choose a line to hear it and to mend it. In the script: ↑ ↓ move, Enter plays, N goes to the next line to look at."));
  }

  /** Show a line; with `hear`, play it where it is made. */
  async show(line, { hear = true } = {}) {
    this.segment = line.segment;
    const details = await getJson(`${this.base}/lines/${line.segment}`);
    if (this.segment !== line.segment) return;
    this.describe(details);
    if (hear && details.takes.includes(details.line.take)) await this.play();
  }

  async play(take) {
    const query = take ? `?take=${take}` : "";
    URL.revokeObjectURL(this.audio.src);
    this.audio.src = await getUrl(`${this.base}/lines/${this.segment}/sound${query}`);
    this.audio.hidden = false;
    await this.audio.play().catch(() => {});
  }

  describe(details) {
    const { line } = details;
    const goOn = this.goOn?.checked ?? false;
    this.goOn = make("input", { type: "checkbox", checked: goOn });
    this.box.replaceChildren(...[
      make("h2", {}, `Line ${line.segment}`),
      make("blockquote", {}, line.text),
      details.fault ? make("p", { class: "fault" }, details.fault) : null,
      ...this.describeSound(details),
      this.describeForm(details),
      this.describeWord(),
    ].filter(Boolean));
  }

  describeSound(details) {
    const { line } = details;
    if (line.state === "silent") return [make("p", { class: "quiet" }, "There are no words in it to say.")];
    const made = details.takes.includes(line.take);
    const makeIt = make("button", { type: "button", onclick: () => this.make(details, !made ? false : true) },
      made ? "Make another take" : "Make this line", details.price ? ` (${sayPrice(details.price)})` : "");
    return [
      this.audio,
      make("label", { class: "check" }, this.goOn, " go on to the next line"),
      made && !details.varies
        ? make("p", { class: "quiet" }, "Its engine says the same words the same way every time: change the words, the direction or the voice.")
        : make("p", { class: "actions" }, makeIt),
      details.takes.length > 1 || (details.takes.length && !made) ? this.describeTakes(details) : null,
    ].filter(Boolean);
  }

  describeTakes(details) {
    const { line, takes } = details;
    return make("fieldset", { class: "takes" }, make("legend", {}, "Takes"),
      takes.map((take) => make("p", {},
        make("button", { type: "button", "aria-label": `Hear take ${take}`, onclick: () => this.play(take) }, "▶"),
        ` Take ${take} `,
        take === line.take
          ? make("b", {}, "is in the book")
          : make("button", { type: "button", onclick: () => this.change({ kind: "take", segment: line.segment, take }) }, "Choose it"))));
  }

  describeForm(details) {
    const { line } = details;
    const speaker = make("input", { value: line.speaker, list: "speakers", maxLength: 100, required: true, autocomplete: "off" });
    const spoken = make("textarea", { rows: 2, value: line.spoken || line.text, maxLength: 5000 });
    const direction = make("input", { value: line.direction, maxLength: 200, disabled: !details.directions, placeholder: details.directions ? "whispering" : "its engine takes none" });
    const pause = make("input", { type: "number", value: line.pause_ms, min: 0, max: 60000, step: 50 });
    const voice = make("button", { type: "button", class: "chooser", onclick: async () => {
      const id = await chooseVoice({ text: line.text, current: line.voice });
      if (id && id !== line.voice) await this.change({ kind: "voice", speaker: line.speaker, voice: id });
    } }, line.voice);
    const send = (event) => {
      event.preventDefault();
      const change = { kind: "line", segment: line.segment };
      if (speaker.value.trim() !== line.speaker) change.speaker = speaker.value.trim();
      if (spoken.value.trim() && spoken.value !== (line.spoken || line.text)) change.spoken = spoken.value.trim();
      if (direction.value.trim() !== line.direction) change.direction = direction.value.trim();
      if (Number(pause.value) !== line.pause_ms) change.pause_ms = Number(pause.value);
      if (Object.keys(change).length === 2) tell("Nothing is changed.");
      else this.change(change);
    };
    return make("form", { class: "stack", onsubmit: send },
      make("label", {}, "Speaker", speaker),
      make("div", { class: "field" }, `Voice of ${line.speaker}`, voice),
      make("label", {}, "Said as", spoken),
      make("label", {}, "Direction", direction),
      make("label", {}, "Pause after it, in milliseconds", pause),
      make("p", { class: "actions" }, make("button", { class: "primary" }, "Change")));
  }

  /** A word of the line, said otherwise in the whole book. */
  describeWord() {
    const words = make("input", { maxLength: 100, required: true, autocomplete: "off" });
    const said = make("input", { maxLength: 200, required: true, autocomplete: "off", placeholder: "Chumley, or /ˈtʃʌmli/" });
    const send = (event) => {
      event.preventDefault();
      this.change(writeWord(words.value.trim(), said.value), `${words.value.trim()} is said as ${said.value.trim()} in the whole book. `);
    };
    return make("details", {}, make("summary", {}, "Say a word otherwise in the whole book"),
      make("form", { class: "stack", onsubmit: send },
        make("label", {}, "Word", words), make("label", {}, "Say it as", said),
        make("p", { class: "actions" }, make("button", {}, "Change everywhere"))));
  }

  async make(details, another) {
    if (details.price && !(await confirm("Make this line", `It costs ${sayPrice(details.price)}.`, "Make it"))) return;
    const busy = make("p", { role: "status" }, "Making it…");
    this.audio.after(busy);
    try {
      const after = await postJson(`${this.base}/lines/${this.segment}/sound`, { another });
      if (after.line.segment !== this.segment) return;
      this.describe(after);
      this.onmade();
      await this.play(after.take);
    } catch (error) {
      busy.remove();
      tell(error.message);
    }
  }
}
