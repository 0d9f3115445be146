/** A program as numbered lines, with the places of terms that can be lit up. Its text is only ever text. */

import { make } from "../parts/elements.js";

/**
 * @param {Array<{name: string, text: string}>} parts
 * @param {Record<string, {part: string, line: number, column: number, endLine: number, endColumn: number}>} places
 */
export function codeOf(parts, places) {
  const blocks = parts.map(({ name, text }) => {
    const lines = text.replace(/\n$/, "").split("\n").map((line, n) => lineOf(name, line, n + 1, places));
    const heading = parts.length > 1 ? make("p", { class: "part" }, name) : null;
    return [heading, make("pre", { class: "code", tabindex: "0", "aria-label": `Code of ${name}` }, make("code", null, lines))];
  });
  return make("div", { class: "listing" }, blocks);
}

/** A line: its number, and its text cut where a place begins or ends. */
function lineOf(part, text, line, places) {
  const here = Object.entries(places)
    .filter(([, place]) => place.part === part && place.line <= line && line <= place.endLine)
    .map(([key, place]) => ({ key, from: line === place.line ? place.column : indent(text), to: line === place.endLine ? place.endColumn : text.length }));
  const cuts = [...new Set([0, text.length, ...here.flatMap(({ from, to }) => [from, to])])].sort((a, b) => a - b);
  const pieces = cuts.slice(0, -1).map((from, n) => {
    const keys = here.filter((each) => each.from <= from && cuts[n + 1] <= each.to).map(({ key }) => key);
    const piece = [...text].length === text.length ? text.slice(from, cuts[n + 1]) : [...text].slice(from, cuts[n + 1]).join("");
    return keys.length ? make("span", { class: "computes", "data-computes": keys.join(" ") }, piece) : piece;
  });
  return make("span", { class: "line", "data-number": line }, pieces.length ? pieces : text, "\n");
}

const indent = (text) => text.length - text.trimStart().length;

/** The text at a place, as far as it is on its first line. */
export function excerpt(parts, place) {
  const line = [...(parts.find(({ name }) => name === place.part)?.text.split("\n")[place.line - 1] ?? "")];
  return line.slice(place.column, place.endLine === place.line ? place.endColumn : undefined).join("").trim();
}

/** Brings what computes a term into view, or the first definition, and lights it up unless it is only to be seen. */
export function light(program, key, isLit = true) {
  let first = null;
  for (const piece of program.querySelectorAll(".computes")) {
    const computes = piece.dataset.computes.split(" ").includes(key);
    piece.classList.toggle("lit", computes && isLit);
    first ??= computes ? piece : null;
  }
  first ??= [...program.querySelectorAll(".line")].find((line) => /^(def|class) /.test(line.textContent));
  const box = first?.closest("pre");
  if (!box) return;
  const [inside, around] = [first.getBoundingClientRect(), box.getBoundingClientRect()];
  if (inside.top < around.top || inside.bottom > around.bottom) box.scrollTop += inside.top - around.top - around.height / 3;
}
