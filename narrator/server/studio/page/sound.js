// What was made: files to take away, each chapter's picture with its delivery checks, and proof.

import { ask, getJson, hasKey } from "./api.js";
import { count, make, tell } from "./dom.js";

const sayBytes = (bytes) => (bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

/** List finished files. With a key they are fetched by the page, which has it. */
export function describeFiles(base, files) {
  if (!files.length) return make("p", { class: "quiet" }, "Nothing is bound yet: build the book first.");
  return make("ul", { class: "files" }, files.map((file) => {
    const path = `${base}/files/${encodeURIComponent(file.name)}`;
    const link = make("a", { href: path, download: file.name }, file.name);
    if (hasKey()) link.addEventListener("click", (event) => { event.preventDefault(); save(path, file.name); });
    return make("li", {}, link, make("small", {}, ` ${sayBytes(file.bytes)}`));
  }));
}

async function save(path, name) {
  const url = URL.createObjectURL(await (await ask(path)).blob());
  make("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}

export function describeDelivery(base, profiles) {
  const profile = make("select", {}, profiles.map(({ name }) => make("option", {}, name)));
  const out = make("div", { role: "status" });
  const check = async () => {
    out.replaceChildren(make("p", {}, "Measuring every second of it…"));
    try {
      out.replaceChildren(...describeVerdict(await getJson(`${base}/delivery?profile=${encodeURIComponent(profile.value)}`)));
    } catch (error) {
      out.replaceChildren();
      tell(error.message);
    }
  };
  return [
    make("p", { class: "actions" }, make("label", {}, "Check against ", profile), " ", make("button", { type: "button", onclick: check }, "Check and draw")),
    out,
  ];
}

function describeVerdict(told) {
  const broken = told.checks.filter((it) => it.state === "failed" || it.state === "advice");
  return [
    make("p", {}, make("b", {}, told.passed ? `Passes ${told.profile}.` : `Does not pass ${told.profile}.`), ` ${told.note}`),
    broken.length ? make("ul", {}, broken.map((it) => make("li", {}, make("b", {}, it.file || "All together"), `: ${it.rule} is ${it.found}; wanted: ${it.wanted}. ${it.mend}`))) : null,
    make("details", {}, make("summary", {}, count(told.checks.length, "check")),
      make("ul", {}, told.checks.map((it) => make("li", {}, `${it.file || "all together"}: ${it.rule} ${it.found}, ${it.state}`)))),
    ...told.pictures.map((picture) => {
      const url = URL.createObjectURL(new Blob([picture.svg], { type: "image/svg+xml" }));
      return make("figure", {}, make("img", { src: url, alt: `Waveform and loudness of ${picture.title}`, loading: "lazy" }), make("figcaption", {}, picture.title));
    }),
  ].filter(Boolean);
}

/** Show what listening back found; `listen()` begins it, null where it cannot begin now; `go(index)` goes to a line. */
export function describeProof(proof, { listen, go }) {
  if (!proof.can_listen) return [make("p", { class: "quiet" }, "Listening back needs the extra proof: pip install \"narrator[proof]\"")];
  const failed = proof.worst.filter((it) => it.failed).length;
  const told = proof.lines ? `${count(proof.lines, "line")} listened to, ${count(failed, "fails", "fail")}.` : "Nothing was listened to yet.";
  return [
    make("p", {}, told, proof.unheard ? ` ${count(proof.unheard, "made line")} not listened to yet. ` : " ",
      proof.unheard && listen ? make("button", { type: "button", onclick: listen }, "Listen back") : null),
    proof.worst.length ? make("ol", { class: "worst" }, proof.worst.slice(0, 50).map((it) => make("li", {},
      make("button", { type: "button", class: "link", onclick: () => go(it.index) }, `${it.segment} (${it.score.toFixed(2)})`),
      ` ${it.text} `, make("small", {}, `heard: ${it.heard} — ${it.reasons.join("; ")}`)))) : null,
  ].filter(Boolean);
}
