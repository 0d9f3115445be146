/** Trees of nodes from the lab, as elements: prose as HTML, formulas as MathML, terms as buttons. Text is only ever text. */

import { button, make } from "../parts/elements.js";

const MATH = "http://www.w3.org/1998/Math/MathML";

/**
 * @param {Array<string | {tag: string, attributes: object, children: Array}>} nodes
 * @param {(key: string, pressed: HTMLElement) => void} [define] called when a marked term is pressed
 * @returns {Array<Node | string>}
 */
export function elementsOf(nodes, define) {
  return nodes.map((node) => (typeof node === "string" ? node : elementOf(node, define)));
}

function elementOf({ tag, attributes, children }, define) {
  if (tag === "math") return mathOf({ tag, attributes, children });
  const key = attributes["data-define"];
  if (key) {
    const term = button(children, () => define(key, term), { class: "defined", "aria-haspopup": "dialog" });
    return term;
  }
  const outside = attributes.href ? { target: "_blank", rel: "noopener noreferrer" } : {};
  const element = make(tag, { ...attributes, ...outside }, elementsOf(children, define));
  if (tag === "pre") element.tabIndex = 0; // what scrolls has to be reached by keyboard
  return tag === "table" || tag === "pre" ? make("div", { class: "scroll" }, element) : element;
}

/** A formula as MathML; a text where it could not be typeset. */
export function mathOf(node) {
  if (typeof node === "string") return document.createTextNode(node);
  const element = document.createElementNS(MATH, node.tag);
  for (const [name, value] of Object.entries(node.attributes)) element.setAttribute(name, value);
  element.append(...node.children.map((child) => mathOf(child)));
  return element;
}

/** A part of a formula by itself, as a small formula: a copy of what is in the first place that has this term. */
export function mathOfTerm(formulas, key) {
  const found = formulas.querySelector(`[data-term="${CSS.escape(key)}"]`);
  if (!found) return null;
  const math = document.createElementNS(MATH, "math");
  const copy = found.cloneNode(true);
  for (const each of [copy, ...copy.querySelectorAll("[data-term]")]) each.removeAttribute("data-term");
  math.append(copy);
  return math;
}
