// A book: its chapters, its script, its cast, its sound, and building it.

import { follow, getJson, postJson } from "./api.js";
import { describeCast } from "./cast.js";
import { confirm, count, find, make, sayCost, sayLength, sayPrice, tell } from "./dom.js";
import { LinePanel } from "./line.js";
import { ScriptList } from "./script.js";
import { describeDelivery, describeFiles, describeProof } from "./sound.js";
import { describeWords } from "./words.js";

let open = null;

export function closeBook() {
  open?.close();
  open = null;
  find("book").replaceChildren();
}

export async function openBook(id) {
  open = new Book(id);
  await open.start();
}

const TABS = [["script", "Script"], ["cast", "Cast"], ["words", "Words"], ["sound", "Sound"]];

class Book {
  constructor(id) {
    this.base = `/studio/books/${id}`;
    this.box = find("book");
    this.leaving = new AbortController();
    this.proof = null;
    this.words = null;
  }

  close() {
    this.leaving.abort();
    this.list?.close();
    this.panel?.audio.pause();
  }

  async start() {
    this.box.replaceChildren(make("p", { class: "quiet" }, "Reading the book…"));
    const told = await getJson(this.base);
    if (this.leaving.signal.aborted) return;
    this.lay();
    this.take(told);
    await this.list.start(told.lines);
    this.watch();
    this.findWorst();
    this.findWords();
  }

  /** Lay out what stays; the parts are filled when the book is read. */
  lay() {
    const parts = {};
    const part = (name, tag, properties = {}, ...children) => (parts[name] = make(tag, properties, ...children));
    this.parts = parts;
    const tabs = TABS.map(([name, text], at) => make("button", {
      type: "button", role: "tab", id: `tab-${name}`, "aria-controls": `panel-${name}`, "aria-selected": String(at === 0),
      tabIndex: at ? -1 : 0, onclick: () => this.showTab(name),
      onkeydown: (event) => this.pressTab(event, at),
    }, text));
    this.box.replaceChildren(
      make("header", { class: "book-head" },
        make("div", {}, part("title", "h1", { id: "book-title" }), part("told", "p", { class: "quiet" })),
        part("bar", "div", { class: "build-bar" })),
      make("div", { class: "tabs", role: "tablist", "aria-label": "Parts of the book" }, tabs),
      make("div", { id: "panel-script", role: "tabpanel", "aria-labelledby": "tab-script", class: "desk" },
        make("details", { class: "chapters", open: matchMedia("(min-width: 60rem)").matches }, make("summary", {}, "Chapters"), part("chapters", "nav", { "aria-label": "Chapters" })),
        make("div", { class: "reading" },
          part("tools", "div", { class: "tools" }),
          part("script", "div", { class: "script", role: "listbox", tabIndex: 0, "aria-label": "Script" })),
        part("line", "aside", { class: "line-panel", "aria-label": "Line" })),
      make("div", { id: "panel-cast", role: "tabpanel", "aria-labelledby": "tab-cast", hidden: true }, part("cast", "div")),
      make("div", { id: "panel-words", role: "tabpanel", "aria-labelledby": "tab-words", hidden: true }, part("words", "div")),
      make("div", { id: "panel-sound", role: "tabpanel", "aria-labelledby": "tab-sound", hidden: true },
        make("h2", {}, "Files"), part("files", "div"),
        make("h2", {}, "Delivery"), part("delivery", "div", {}, ...describeDelivery(this.base, globalThis.narrator.profiles)),
        make("h2", {}, "Proof"), part("proof", "div")),
      part("speakers", "datalist", { id: "speakers" }),
    );
    this.list = new ScriptList(parts.script, {
      load: async (first, many) => (await getJson(`${this.base}/lines?first=${first}&count=${many}`)).lines,
      onselect: (line) => this.panel.show(line),
      onopen: () => this.panel.segment && this.panel.play().catch((error) => tell(error.message)),
    });
    this.panel = new LinePanel(parts.line, {
      base: this.base,
      book: () => this.told,
      change: (change, about) => this.change(change, about),
      onmade: () => this.reload(),
      onended: () => this.list.select(this.list.selected + 1),
    });
    parts.script.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key.toLowerCase() === "n") this.next(event.shiftKey ? -1 : 1);
    });
    this.layBar();
    this.layTools();
  }

  showTab(name) {
    for (const [other] of TABS) {
      const tab = find(`tab-${other}`);
      tab.setAttribute("aria-selected", String(other === name));
      tab.tabIndex = other === name ? 0 : -1;
      find(`panel-${other}`).hidden = other !== name;
    }
    if (name === "sound") this.showProof();
  }

  pressTab(event, at) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const [name] = TABS[(at + step + TABS.length) % TABS.length];
    this.showTab(name);
    find(`tab-${name}`).focus();
  }

  layTools() {
    this.which = make("select", { "aria-label": "Which lines are looked for", onchange: () => this.tellMarks() },
      [["unsure", "unsure speakers"], ["failed", "failed lines"], ["worst", "proof's worst lines"], ["words", "unknown words"]].map(([value, text]) => make("option", { value }, text)));
    this.marked = make("span", { class: "quiet", role: "status" });
    this.parts.tools.append(
      make("button", { type: "button", onclick: () => this.next(-1), "aria-label": "The one before" }, "‹"),
      make("button", { type: "button", onclick: () => this.next(1) }, "Next (N)"),
      make("label", {}, "of ", this.which), this.marked);
  }

  layBar() {
    this.cost = make("p", { class: "cost" });
    this.heard = make("p", { class: "hidden-input", role: "status" }); // said aloud only where a step begins
    this.progress = make("progress", { hidden: true, "aria-label": "Progress of the build" });
    this.formats = globalThis.narrator.formats.map((name) => make("input", { type: "checkbox", value: name, checked: ["m4b", "mp3"].includes(name) }));
    for (const box of this.formats) box.addEventListener("change", () => this.tellFormats());
    this.profile = make("select", { onchange: () => this.takeProfile() },
      make("option", { value: "" }, "a listener"), globalThis.narrator.profiles.map(({ name }) => make("option", {}, name)));
    this.listens = make("input", { type: "checkbox" });
    this.mayListen = make("label", { class: "check", hidden: true }, this.listens, " Listen back to each line");
    this.go = make("button", { type: "button", class: "primary", onclick: () => this.build() }, "Build");
    this.halt = make("button", { type: "button", hidden: true, onclick: () => postJson(`${this.base}/stop`, {}) }, "Stop");
    this.notices = make("details", { hidden: true }, make("summary", {}, "Notices"), make("ul"));
    this.parts.bar.append(
      this.cost, this.heard, this.progress,
      make("div", { class: "actions" },
        make("details", { class: "formats" }, this.chosen = make("summary"),
          make("fieldset", {}, make("legend", {}, "Formats"), this.formats.map((box) => make("label", { class: "check" }, box, ` ${box.value}`))),
          make("label", {}, "Made for ", this.profile), this.mayListen),
        this.go, this.halt),
      this.notices);
    this.tellFormats();
  }

  /** Choose the formats that whoever it is made for wants. */
  takeProfile() {
    const wanted = globalThis.narrator.profiles.find((it) => it.name === this.profile.value)?.formats ?? ["m4b", "mp3"];
    for (const box of this.formats) box.checked = wanted.includes(box.value);
    this.tellFormats();
    this.weighProfile().catch((error) => tell(error.message));
  }

  /** Ask what the book costs for whom it is made: some want credits to be said. */
  async weighProfile() {
    this.told.cost = await getJson(`${this.base}/cost?profile=${encodeURIComponent(this.profile.value)}`);
    if (!this.running) this.tellCost();
  }

  tellFormats() {
    const names = this.formats.filter((box) => box.checked).map((box) => box.value);
    this.chosen.textContent = `Formats: ${names.join(", ") || "none"}`;
  }

  /** Take in a book as the server told it. */
  take(told) {
    this.told = told;
    const { parts } = this;
    document.title = `${told.title} – Narrator`;
    parts.title.textContent = told.title;
    parts.told.textContent = [told.authors.join(", "), told.language, count(told.lines, "line"), count(told.speakers.length, "speaker")].filter(Boolean).join(" · ");
    parts.chapters.replaceChildren(make("ol", {}, told.chapters.map((chapter) => make("li", {},
      make("button", { type: "button", onclick: () => this.list.select(chapter.first, { quietly: true, centre: false }) },
        chapter.title, make("small", {}, chapter.missing ? `${chapter.missing} to make` : "made"))))));
    parts.speakers.replaceChildren(...told.speakers.map((speaker) => make("option", { value: speaker.name })));
    parts.cast.replaceChildren(...describeCast(told, (change, about) => this.change(change, about)));
    parts.files.replaceChildren(describeFiles(this.base, told.files));
    this.tellMarks();
    if (!this.running) this.tellCost();
    if (told.build) this.tellBuild(told.build);
    if (this.profile.value) this.weighProfile().catch((error) => tell(error.message));
  }

  tellCost() {
    const { cost, clips } = this.told;
    this.cost.textContent = cost.clips ? `To make: ${sayCost(cost)}.` : `All ${count(clips, "clip")} made.`;
    this.go.textContent = cost.clips && this.told.chapters.some((it) => it.missing < it.lines) ? "Go on building" : "Build";
  }

  /** Read the book again, and what of it is shown. */
  async reload() {
    const told = await getJson(this.base);
    if (this.leaving.signal.aborted) return;
    this.take(told);
    if (told.lines === this.list.total) await this.list.refresh();
    else await this.list.start(told.lines);
  }

  /** Weigh a change, ask where it costs anything or is `about` much, and make it; tell whether. */
  async change(change, about = "") {
    try {
      const weight = await postJson(`${this.base}/changes`, { revision: this.told.revision, change, confirm: false });
      if (weight.clips || about) {
        const question = `${about}${count(weight.lines, "line")} changed; to be made: ${sayCost(weight)}.`;
        if (!(await confirm("Change it?", question, "Change"))) return false;
      }
      await postJson(`${this.base}/changes`, { revision: this.told.revision, change, confirm: true });
      await this.reload();
      await this.showAgain();
      if (change.kind === "word") await this.findWords();
      tell(weight.clips ? "Changed. Make the line, or build, to hear it." : "Changed. No clip needs to be made again.");
      return true;
    } catch (error) {
      if (error.status === 409) {
        await this.reload();
        await this.showAgain();
      }
      tell(error.message);
      return false;
    }
  }

  async showAgain() {
    const line = this.list.lineAt(this.list.selected);
    if (line && this.panel.segment) await this.panel.show(line, { hear: false });
  }

  // Lines to look at

  get marks() {
    const worst = (this.proof?.worst ?? []).map((it) => it.index);
    const words = [...new Set((this.words?.unknown ?? []).flatMap((it) => it.lines))].sort((one, other) => one - other);
    return { ...this.told.marks, worst, words }[this.which.value] ?? [];
  }

  tellMarks() {
    this.marked.textContent = count(this.marks.length, "line");
  }

  next(step) {
    const at = this.list.selected;
    let index;
    if (this.which.value === "worst") { // in the order of how bad they are
      const place = this.marks.indexOf(at);
      index = this.marks[place < 0 ? 0 : place + step];
    } else {
      index = step > 0 ? this.marks.find((it) => it > at) : this.marks.findLast((it) => it < at);
    }
    if (index === undefined) tell(this.marks.length ? "There are no more in this direction." : "There are none.");
    else this.list.select(index, { centre: true });
  }

  async findWords() {
    try {
      this.words = await getJson(`${this.base}/words`);
    } catch (error) {
      if (error.name !== "AbortError") tell(error.message);
      return;
    }
    this.tellMarks();
    this.parts.words.replaceChildren(...describeWords(this.words, {
      voice: () => this.told.speakers.find((it) => it.name === "narrator")?.voice ?? this.told.speakers[0].voice,
      change: (change, about) => this.change(change, about),
      go: (index) => { this.showTab("script"); this.which.value = "words"; this.tellMarks(); this.list.select(index, { centre: true }); },
    }));
  }

  async findWorst() {
    try {
      this.proof = await getJson(`${this.base}/proof`);
      this.mayListen.hidden = !this.proof.can_listen;
      this.tellMarks();
      if (!this.running || !this.parts.proof.contains(document.activeElement)) this.showProof();
    } catch (error) {
      if (error.name !== "AbortError") this.proof = null;
    }
  }

  showProof() {
    if (!this.proof) return;
    this.parts.proof.replaceChildren(...describeProof(this.proof, {
      listen: this.running ? null : () => this.begin({ listen: true, formats: ["m4b"] }),
      go: (index) => { this.showTab("script"); this.which.value = "worst"; this.tellMarks(); this.list.select(index, { centre: true }); },
    }));
  }

  // Building

  async build() {
    const { cost } = this.told;
    const formats = this.formats.filter((box) => box.checked).map((box) => box.value);
    if (!formats.length) { tell("Choose a format."); return; }
    if (cost.price && !(await confirm("Build the book?", `It costs ${sayPrice(cost.price)} at most.`, "Build"))) return;
    await this.begin({ formats, profile: this.profile.value, max_cost: cost.price, proof: this.listens.checked });
  }

  async begin(request) {
    try {
      this.tellBuild(await postJson(`${this.base}/build`, request));
    } catch (error) {
      tell(error.message);
    }
  }

  async watch() {
    while (!this.leaving.signal.aborted) {
      try {
        for await (const progress of follow(`${this.base}/events`, this.leaving.signal)) await this.hear(progress);
      } catch {
        await new Promise((resolve) => { setTimeout(resolve, 2000); });
      }
    }
  }

  async hear(progress) {
    const was = this.running;
    this.tellBuild(progress);
    const late = performance.now() - (this.fetched ?? 0) > 1500;
    if (was !== this.running || (this.running && late && progress.made)) {
      this.fetched = performance.now();
      await this.reload();
      if (!this.running) { await this.showAgain(); await this.findWorst(); }
    }
    if (this.running && (progress.proof || progress.step === "listening") && performance.now() - (this.asked ?? 0) > 10000) {
      this.asked = performance.now();
      await this.findWorst(); // what was heard so far
    }
  }

  tellBuild(progress) {
    this.running = progress.state === "running" || progress.state === "stopping";
    this.go.hidden = this.running;
    this.halt.hidden = !this.running;
    this.halt.disabled = progress.state === "stopping";
    this.progress.hidden = !this.running;
    const listening = progress.step === "listening";
    if (this.running) {
      if (progress.lines) Object.assign(this.progress, { max: progress.lines, value: progress.done });
      else this.progress.removeAttribute("value");
      const told = progress.lines ? `, ${progress.done} of ${count(progress.lines, listening ? "clip" : "line")}` : "";
      const left = this.estimate(progress);
      this.cost.textContent = `${progress.state === "stopping" ? "Stopping" : progress.step}${told}${left}`;
    } else {
      this.tellCost();
      if (progress.error) this.cost.textContent = progress.error;
    }
    const step = this.running ? progress.step.replace(/ chapter.*/, "") : progress.error || progress.state;
    if (this.heard.textContent !== `Build: ${step}`) this.heard.textContent = `Build: ${step}`;
    const said = [...progress.failures.map((it) => `${it.segments.join(", ")}: ${it.reason}`), ...progress.notices];
    this.notices.hidden = !said.length;
    this.notices.querySelector("summary").textContent = count(said.length, "notice");
    this.notices.querySelector("ul").replaceChildren(...said.map((text) => make("li", {}, text)));
  }

  /** Say how long the build will go on, from how fast it went on since it was first seen. */
  estimate(progress) {
    if (this.began?.state !== progress.step) this.began = { state: progress.step, at: performance.now(), done: progress.done };
    const done = progress.done - this.began.done;
    const spent = (performance.now() - this.began.at) / 1000;
    if (done < 3 || spent < 3) return "";
    return `, about ${sayLength((spent / done) * (progress.lines - progress.done))} left`;
  }
}
