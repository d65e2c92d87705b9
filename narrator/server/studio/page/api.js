// How the page asks the server: with the key, where it wants one, and errors as the server words them.

import { find } from "./dom.js";

let key = sessionStorage.getItem("narrator-key") ?? "";

export class Refused extends Error {
  constructor(status, told) {
    super(told.message ?? `The server answered ${status}.`);
    this.status = status;
    this.told = told;
  }
}

export const hasKey = () => key !== "";

async function askKey() {
  const dialog = find("key");
  if (!dialog.open) dialog.showModal();
  await new Promise((resolve) => { find("key-form").addEventListener("submit", resolve, { once: true }); });
  key = find("key-input").value;
  sessionStorage.setItem("narrator-key", key);
}

let asking = null;

/** Ask, and give the response; what is refused is raised. */
export async function ask(path, options = {}) {
  const used = key;
  const headers = { ...options.headers, ...(used ? { authorization: `Bearer ${used}` } : {}) };
  let response;
  try {
    response = await fetch(path, { ...options, headers });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refused(0, { message: "The server does not answer. Is it running?" });
  }
  if (response.status === 401) {
    if (used === key) {
      asking ??= askKey().finally(() => { asking = null; });
      await asking;
    }
    return ask(path, options);
  }
  if (!response.ok) {
    const told = await response.json().catch(() => ({}));
    throw new Refused(response.status, told);
  }
  return response;
}

export const getJson = async (path) => (await ask(path)).json();

export const post = (path, body, options = {}) =>
  ask(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    ...options,
  });

export const postJson = async (path, body) => (await post(path, body)).json();

export const getUrl = async (path) => URL.createObjectURL(await (await ask(path)).blob());

/** Give what server-sent events tell, until the signal ends it. */
export async function* follow(path, signal) {
  const response = await ask(path, { signal });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const events = (rest + value).split("\n\n");
    rest = events.pop();
    for (const event of events) {
      if (event.startsWith("data: ")) yield JSON.parse(event.slice(6));
    }
  }
}
