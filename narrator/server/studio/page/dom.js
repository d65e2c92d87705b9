// Small helpers. Text from anywhere becomes text nodes only: nothing here takes markup.

export const find = (id) => document.getElementById(id);

/** Make an element: properties, then children, which are nodes or text. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    if (name === "class") element.className = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name.startsWith("aria-") || name === "role" || name === "for" || name === "list") {
      element.setAttribute(name, value);
    } else if (name === "data") Object.assign(element.dataset, value);
    else element[name] = value;
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Show something that went wrong, or that was done, for a moment. */
export function tell(message) {
  const toast = find("toast");
  toast.textContent = message;
  toast.hidden = false;
  clearTimeout(tell.timer);
  tell.timer = setTimeout(() => { toast.hidden = true; }, 8000);
}

/** Ask a question; the answer is true for yes. */
export function confirm(title, text, yes = "Yes") {
  const dialog = find("confirm");
  find("confirm-title").textContent = title;
  find("confirm-text").textContent = text;
  find("confirm-yes").textContent = yes;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

export const count = (number, one, many = `${one}s`) => `${number.toLocaleString("en")} ${number === 1 ? one : many}`;

export function sayLength(seconds) {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export const sayPrice = (dollars) => (dollars ? `$${dollars < 0.01 ? Math.max(dollars, 0.0001).toFixed(4) : dollars.toFixed(2)}` : "free");

/** Say what making clips comes to: how many, the price, the time. */
export function sayCost({ clips, price, seconds }) {
  if (!clips) return "nothing to make";
  const time = seconds === null ? "time not known yet" : `about ${sayLength(seconds)} of work`;
  return `${count(clips, "clip")}, ${sayPrice(price)}, ${time}`;
}

export const bareVoice = (id) => id.slice(id.indexOf(":") + 1);
