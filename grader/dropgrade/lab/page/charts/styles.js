/** How a series looks: a colour, a dash and a marker, so that none is known by its colour alone. */

import { draw } from "../parts/elements.js";

const DASHES = [null, "7 4", "2 4", "10 3 2 3", "5 2", "1 3"];
const SHAPES = ["circle", "square", "triangle", "diamond", "cross", "plus"];
const COLOURS = 6;

/**
 * The looks of some series by their names. Names such as "training, p = 0.5" and "validation, p = 0.5" share a colour and
 * a marker; the training is dashed.
 */
export function looks(names) {
  const pairs = names.map((name) => /^(training|validation), (.+)$/.exec(name));
  if (names.length < 3 || !pairs.every(Boolean)) return names.map((_, i) => look(i, DASHES[i % DASHES.length]));
  const groups = [...new Set(pairs.map((pair) => pair[2]))];
  return pairs.map(([, which, group]) => look(groups.indexOf(group), which === "training" ? "5 4" : null));
}

const look = (i, dash) => ({ colour: `s${(i % COLOURS) + 1}`, dash, shape: SHAPES[i % SHAPES.length] });

/** A marker at a place. */
export function marker(shape, x, y, r, colour) {
  const at = { class: `mark ${colour}` };
  if (shape === "circle") return draw("circle", { ...at, cx: x, cy: y, r });
  const paths = {
    square: `M${x - r} ${y - r}h${2 * r}v${2 * r}h${-2 * r}z`,
    triangle: `M${x} ${y - r * 1.2}L${x + r * 1.1} ${y + r * 0.9}H${x - r * 1.1}z`,
    diamond: `M${x} ${y - r * 1.3}L${x + r * 1.3} ${y}L${x} ${y + r * 1.3}L${x - r * 1.3} ${y}z`,
    cross: `M${x - r} ${y - r}L${x + r} ${y + r}M${x - r} ${y + r}L${x + r} ${y - r}`,
    plus: `M${x - r * 1.3} ${y}H${x + r * 1.3}M${x} ${y - r * 1.3}V${y + r * 1.3}`,
  };
  return draw("path", { ...at, d: paths[shape] });
}

/** A small picture of a look, for a legend; a look without a shape has no marker. */
export function sample({ colour, dash, shape }, { isBand = false, isPoints = false } = {}) {
  const parts = [
    isBand && draw("rect", { class: `band ${colour}`, x: 0, y: 2, width: 30, height: 12 }),
    !isPoints && draw("line", { class: `line ${colour}`, x1: 0, x2: 30, y1: 8, y2: 8, "stroke-dasharray": dash }),
    shape && marker(shape, 15, 8, 4, colour),
  ];
  return draw("svg", { class: "sample", width: 30, height: 16, "aria-hidden": "true" }, parts);
}
