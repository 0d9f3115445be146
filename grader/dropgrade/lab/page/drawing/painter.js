/** Paints a network onto a surface: edges, units, labels. Knows positions and values, and nothing of where they come from. */

import { droppedIn, keepsUnits } from "./alive.js";
import { branchBox, denseEdges, plainEdges } from "./edges.js";
import { kindOf } from "./kinds.js";
import { unitMark } from "./marks.js";

/**
 * @typedef {object} Pass what is shown of a pass; everything may be missing. Arrays have an entry for each column, the input first.
 * @property {(ArrayLike<number> | null)[]} [values] of one example
 * @property {(ArrayLike<number> | null)[]} [gradients] of one example
 * @property {(ArrayLike<number> | null)[]} [masks] 0 where a unit is dropped
 * @property {({values: ArrayLike<number>, shape: number[]} | null)[]} [weights] of the layer that a column is
 * @property {(ArrayLike<number> | null)[]} [weightMasks] of layers that drop weights
 * @property {(string | null)[]} [notes] a few words under a layer, such as the factor of its survivors
 * @property {{names: string[], right: number}} [classes] what the output's units stand for, and the right answer
 * @property {"still" | "forward" | "backward"} [phase]
 * @property {number} [reached] the column that the pass has reached
 */

/**
 * Paints the whole drawing.
 * @param {object} surface from surfaces.js
 * @param {import("./layout.js").Layout} layout
 * @param {Pass} pass
 * @param {object} theme from theme.js
 * @param {{column: number, unit: number | null} | null} [focus]
 */
export function paint(surface, layout, pass, theme, focus = null) {
  const scene = sceneOf(layout, pass, theme, focus);
  layout.columns.forEach((column, c) => c > 0 && edgesInto(surface, scene, column, layout.columns[c - 1]));
  for (const column of layout.columns) {
    if (focus?.column === column.index) frame(surface, column, theme);
    for (const mark of column.marks) unitMark(surface, scene, column, mark);
    if (column.gap) dots(surface, column, theme, layout.direction);
    labels(surface, scene, column, layout);
  }
  classNames(surface, scene, layout.columns.at(-1), layout.direction);
}

function sceneOf(layout, pass, theme, focus) {
  const { columns } = layout;
  const none = columns.map(() => null);
  const backward = pass.phase === "backward";
  const shown = (backward ? pass.gradients : pass.values) ?? none;
  const masks = pass.masks ?? none;
  const reached = pass.reached ?? columns.length;
  const seen = (c) => pass.phase === "still" || pass.phase === undefined || (backward ? c >= reached : c <= reached);
  return {
    theme, focus, backward, seen,
    values: shown,
    largest: shown.map((values) => largestOf(values)),
    masks: masks.map((mask, c) => (backward || seen(c) ? mask : null)),
    weights: pass.weights ?? none,
    weightMasks: (pass.weightMasks ?? none).map((mask, c) => (backward || seen(c) ? mask : null)),
    notes: (pass.notes ?? none).map((note, c) => (seen(c) ? note : null)),
    classes: pass.classes ?? null,
    dropped: droppedIn(columns, masks.map((mask, c) => (backward || seen(c) ? mask : null))),
  };
}

/** The largest size of a value, so that colours are comparable within a layer. */
function largestOf(values) {
  if (!values) return 1;
  let most = 0;
  for (let i = 0; i < values.length; i += 1) if (Number.isFinite(values[i])) most = Math.max(most, Math.abs(values[i]));
  return most || 1;
}

function edgesInto(surface, scene, column, before) {
  const inRows = column.shape.length === 1 && before.shape.length === 1;
  if (kindOf(column.layer).mixes && inRows) denseEdges(surface, scene, column, before);
  else plainEdges(surface, scene, column, before, keepsUnits(column, before));
  if (column.layer.layers) branchBox(surface, scene, column, before);
}

function frame(surface, column, theme) {
  const [w, h] = [column.w + 22, column.h + 12];
  surface.rect(column.x - w / 2, column.y - h / 2, w, h, { stroke: theme.accent, width: 1.5, radius: 12, fill: null });
}

/** Three dots where units are left out. */
function dots(surface, column, theme, direction) {
  for (const step of [-6, 0, 6]) {
    const [x, y] = direction === "down" ? [column.gap.x + step, column.gap.y] : [column.gap.x, column.gap.y + step];
    surface.circle(x, y, 1.7, { fill: theme.soft });
  }
}

/** The layer's name and main field: above and below it, or on its left where the network runs downwards. */
function labels(surface, scene, column, { direction, columns }) {
  const { theme } = scene;
  const before = columns[column.index - 1];
  const look = { fill: theme.ink, font: theme.font, size: 12.5, weight: 600 };
  const soft = { fill: theme.soft, font: theme.font, size: 11.5 };
  const part = column.note && !(before && before.total === column.total && before.hidden === column.hidden) ? `${column.note} drawn` : "";
  const below = [scene.notes[column.index], part].filter(Boolean);
  if (direction === "down") return beside(surface, column, [column.title, column.detail, ...below.map((words) => words.replace(" drawn", ""))], look, soft);
  const top = column.y - column.h / 2 - 17;
  surface.text(column.x, top - 15, column.title, look);
  if (column.detail) surface.text(column.x, top, column.detail, soft);
  const strong = { ...soft, fill: theme.accent, weight: 600 };
  const bottom = column.y + column.h / 2 + 19;
  below.forEach((words, k) => surface.text(column.x, bottom + k * 15, words, words === scene.notes[column.index] ? strong : soft));
}

function beside(surface, column, lines, look, soft) {
  const x = column.x - column.w / 2 - 14;
  const said = lines.filter(Boolean);
  const [first, ...others] = said.length > 2 && column.h < 40 ? [said[0], said.slice(1).join(", ")] : said;
  surface.text(x, column.y - (others.length ? 7 : 0), first, { ...look, align: "right" });
  others.forEach((words, k) => surface.text(x, column.y + 7 + k * 14, words, { ...soft, align: "right" }));
}

/** What the output's units stand for; the right answer is in bold, with a mark. */
function classNames(surface, { theme, classes }, column, direction) {
  if (!classes) return;
  for (const mark of column.marks) {
    const isRight = mark.i === classes.right;
    const words = `${classes.names[mark.i] ?? mark.i}${isRight ? " ✓" : ""}`;
    const look = { fill: isRight ? theme.ink : theme.soft, font: theme.font, size: 12, weight: isRight ? 700 : 400 };
    if (direction === "down") surface.text(mark.x, mark.y + mark.s + 12, words, look);
    else surface.text(mark.x + mark.s + 7, mark.y, words, { ...look, align: "left" });
  }
}
