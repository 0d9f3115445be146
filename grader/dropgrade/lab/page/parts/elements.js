/** Elements of the page. Text is only ever set as text: nothing here reads markup. */

const SVG = "http://www.w3.org/2000/svg";

/** Sets one attribute, listener, class list or style; what is null, undefined or false is left out. */
function set(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else if (name === "style") for (const [key, entry] of Object.entries(value)) element.style.setProperty(key, entry);
  else element.setAttribute(name, value === true ? "" : String(value));
}

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) set(element, name, value);
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) element.append(child);
  }
  return element;
}

/**
 * Makes an HTML element: `make("button", {class: "button", onclick: go}, "Go")`.
 * @param {string} tag
 * @param {Record<string, any> | null} [attributes] `on…` is a listener, `style` a dict of CSS properties
 * @param {...any} children elements, text, or lists of them
 */
export function make(tag, attributes, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

/** Makes an SVG element, as `make` does for HTML. */
export function draw(tag, attributes, ...children) {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

/** Makes a button; `press` is called when it is pressed. */
export function button(label, press, attributes = {}) {
  const { class: more = "", ...others } = attributes;
  return make("button", { type: "button", class: `button ${more}`.trim(), onclick: press, ...others }, label);
}

/** Words with what is between backticks as code, as nodes. */
export function withCode(words) {
  return String(words ?? "").split("`").map((part, k) => (k % 2 ? make("code", null, part) : part));
}

let count = 0;

/** An id that no other element of the page has. */
export function freshId(stem = "id") {
  count += 1;
  return `${stem}-${count}`;
}

/** Replaces what an element holds. */
export function refill(element, ...children) {
  element.replaceChildren();
  return filled(element, null, children);
}
