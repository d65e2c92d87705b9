// The script as a list that scrolls: only the lines near those in sight are in the document.
//
// Lines come in blocks. A block that was never seen is thought to be as high as others are on
// average; what is measured later above the lines in sight is made up for by scrolling.

import { bareVoice, make } from "./dom.js";

const BLOCK = 40;
const MARGIN = 800; // pixels beyond the edges for which blocks are kept ready
const STATES = { made: "made", missing: "to make", failed: "failed", silent: "no words" };

export class ScriptList {
  /** `load(first, count)` gives lines; `onselect(line)` is told which one was chosen. */
  constructor(box, { load, onselect, onopen }) {
    this.box = box;
    this.load = load;
    this.onselect = onselect;
    this.onopen = onopen;
    this.runway = make("div", { class: "runway", role: "presentation" });
    box.replaceChildren(this.runway);
    this.blocks = new Map();
    this.heights = [];
    this.total = 0;
    this.selected = -1;
    this.width = 0;
    box.addEventListener("scroll", () => this.draw(), { passive: true });
    box.addEventListener("keydown", (event) => this.press(event));
    box.addEventListener("click", (event) => this.click(event));
    this.watcher = new ResizeObserver(() => this.measureAll());
    this.watcher.observe(box);
  }

  close() {
    this.watcher.disconnect();
  }

  /** Show so many lines, from the first. */
  async start(total) {
    this.total = total;
    this.heights = new Array(Math.ceil(total / BLOCK)).fill(0);
    this.average = BLOCK * 64;
    this.drop();
    await this.draw();
  }

  drop() {
    for (const block of this.blocks.values()) block.node.remove();
    this.blocks.clear();
  }

  heightOf(number) {
    return this.heights[number] || this.average * Math.min(1, (this.total - number * BLOCK) / BLOCK);
  }

  offsetOf(number) {
    let sum = 0;
    for (let at = 0; at < number; at += 1) sum += this.heightOf(at);
    return sum;
  }

  /** Have the blocks near those in sight in the document, and no others. */
  async draw() {
    const top = this.box.scrollTop - MARGIN;
    const bottom = this.box.scrollTop + this.box.clientHeight + MARGIN;
    const wanted = [];
    let offset = 0;
    for (let number = 0; number < this.heights.length; number += 1) {
      const height = this.heightOf(number);
      if (offset + height > top && offset < bottom) wanted.push(number);
      offset += height;
    }
    for (const [number, block] of this.blocks) {
      if (!wanted.includes(number)) {
        block.node.remove();
        this.blocks.delete(number);
      }
    }
    const loading = wanted.filter((number) => !this.blocks.has(number)).map((number) => this.open(number));
    this.place();
    await Promise.all(loading);
  }

  async open(number) {
    const node = make("div", { class: "block", role: "presentation" });
    const block = { node, lines: [], ready: null };
    this.blocks.set(number, block);
    this.runway.append(node);
    block.ready = this.fill(number, block);
    await block.ready;
  }

  async fill(number, block) {
    const lines = await this.load(number * BLOCK, BLOCK);
    if (this.blocks.get(number) !== block) return;
    block.lines = lines;
    block.node.replaceChildren(...lines.map((line) => this.describe(line)));
    block.node.setAttribute("data-number", number);
    this.measure(number, block);
    this.place();
  }

  measure(number, block) {
    const height = block.node.offsetHeight;
    if (!height) return;
    const change = height - this.heightOf(number);
    const above = this.offsetOf(number) + this.heightOf(number) <= this.box.scrollTop;
    this.heights[number] = height;
    if (above && change) this.box.scrollTop += change;
    const known = this.heights.filter(Boolean);
    if (known.length < 4) this.average = known.reduce((sum, it) => sum + it, 0) / known.length;
  }

  measureAll() {
    if (this.box.clientWidth !== this.width) {
      this.width = this.box.clientWidth;
      this.heights.fill(0);
    }
    for (const [number, block] of this.blocks) if (block.lines.length) this.measure(number, block);
    this.draw();
  }

  place() {
    for (const [number, block] of this.blocks) block.node.style.top = `${this.offsetOf(number)}px`;
    this.runway.style.height = `${this.offsetOf(this.heights.length)}px`;
  }

  describe(line) {
    const sure = line.speaker !== "narrator" && line.confidence < 1 ? `${Math.round(line.confidence * 100)} % sure` : "";
    const unsure = line.by === "unsure" ? "speaker not sure" : sure;
    return make("div", {
      id: `line-${line.index}`,
      role: "option",
      "aria-selected": String(line.index === this.selected),
      "aria-setsize": this.total,
      "aria-posinset": line.index + 1,
      class: `line kind-${line.kind} ${line.state} ends-${line.ends}${line.speaker === "narrator" ? " told" : ""}`,
      data: { index: line.index },
    },
    make("span", { class: "who" }, line.speaker, make("small", {}, bareVoice(line.voice))),
    make("span", { class: "words" }, line.text,
      line.spoken ? make("small", { class: "note" }, `said: ${line.spoken}`) : null,
      line.direction ? make("small", { class: "note" }, `[${line.direction}]`) : null),
    make("span", { class: "state" }, STATES[line.state], unsure ? make("small", {}, unsure) : null,
      line.take > 1 ? make("small", {}, `take ${line.take}`) : null));
  }

  /** Fetch again what is in the document. */
  async refresh() {
    await Promise.all([...this.blocks].map(([number, block]) => this.fill(number, block)));
    this.mark();
  }

  lineAt(index) {
    return this.blocks.get(Math.floor(index / BLOCK))?.lines[index % BLOCK];
  }

  /** Select a line and bring it into sight; `quietly` without telling. */
  async select(index, { quietly = false, centre = false } = {}) {
    if (index < 0 || index >= this.total) return;
    this.selected = index;
    const number = Math.floor(index / BLOCK);
    if (!this.blocks.has(number)) {
      this.box.scrollTop = this.offsetOf(number);
      await this.draw();
    }
    await this.blocks.get(number)?.ready;
    const row = document.getElementById(`line-${index}`);
    if (row) this.reveal(row, centre);
    this.mark();
    const line = this.lineAt(index);
    if (line && !quietly) this.onselect(line);
  }

  reveal(row, centre) {
    const top = row.parentElement.offsetTop + row.offsetTop;
    const { scrollTop, clientHeight } = this.box;
    const inside = top >= scrollTop && top + row.offsetHeight <= scrollTop + clientHeight;
    if (inside && !centre) return;
    const space = centre || top < scrollTop || top > scrollTop + clientHeight * 1.5 ? clientHeight / 3 : clientHeight - row.offsetHeight - 8;
    this.box.scrollTop = Math.max(0, top - space);
  }

  mark() {
    for (const row of this.runway.querySelectorAll("[role=option]")) {
      row.setAttribute("aria-selected", String(Number(row.dataset.index) === this.selected));
    }
    const there = document.getElementById(`line-${this.selected}`);
    if (there) this.box.setAttribute("aria-activedescendant", there.id);
    else this.box.removeAttribute("aria-activedescendant");
  }

  click(event) {
    const row = event.target.closest("[role=option]");
    if (row) this.select(Number(row.dataset.index));
  }

  press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(this.box.clientHeight / 80));
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    if (event.key in steps) {
      event.preventDefault();
      const index = Math.min(this.total - 1, Math.max(0, this.selected + steps[event.key]));
      this.select(index, { quietly: event.repeat });
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.onopen();
    }
  }
}
