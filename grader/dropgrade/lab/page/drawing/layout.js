/**
 * Where everything of a network is drawn. Pure: a network and its shapes in, positions out.
 *
 * A column is one layer. Its marks are the units that are drawn; `hidden` says how many are not. Everything is laid out along
 * the flow (u) and across it (v), and turned at the end: to the right on a wide page, downwards on a phone.
 */

import { detail, kindOf } from "./kinds.js";

const R = 11; // radius of a unit
const PITCH = 29;
const GAP = { right: { dense: 118, branch: 86, same: 38, other: 54 }, down: { dense: 62, branch: 54, same: 20, other: 26 } };
const MOST_MAPS = 5;

/**
 * @typedef {{i: number, x: number, y: number, s: number}} Mark one drawn unit: its index, centre, and half its size
 * @typedef {{index: number, layer: object, shape: number[], form: string, square: boolean, marks: Mark[], total: number,
 *            hidden: number, gap: {x: number, y: number} | null, x: number, y: number, w: number, h: number,
 *            title: string, detail: string, note: string}} Column
 */

/**
 * Lays a network out.
 * @param {{input: any, layers: object[]}} network
 * @param {number[][]} shapes of the input and then of each layer
 * @param {{direction?: "right" | "down", most?: number}} [options] `most` units of a wide layer are drawn
 * @returns {{columns: Column[], bounds: {x: number, y: number, w: number, h: number}, direction: string}}
 */
export function layOut(network, shapes, { direction = "right", most = 12 } = {}) {
  const layers = [{ kind: "input" }, ...network.layers];
  const columns = [];
  let u = 0;
  layers.forEach((layer, index) => {
    const shape = shapes[index] ?? shapes[index - 1] ?? [1];
    const arranged = arrange(shape, columns.at(-1), layer, most);
    u += index === 0 ? arranged.depth / 2 : gapBefore(layer, columns.at(-1), arranged, GAP[direction]) + arranged.depth / 2;
    columns.push(column({ layer, index, shape, u, ...arranged }, direction));
    u += arranged.depth / 2;
  });
  return { columns, bounds: boundsOf(columns, direction), direction };
}

function gapBefore(layer, before, arranged, gaps) {
  if (kindOf(layer).mixes) return gaps.dense;
  if (layer.layers) return gaps.branch;
  return before.square || arranged.square ? gaps.other : gaps.same;
}

/** The marks of a layer around (0, 0) as {i, du, dv, s}, and how much room they take. */
function arrange(shape, before, layer, most) {
  const total = shape.reduce((product, n) => product * n, 1);
  if (shape.length === 1 && !isPicture(shape[0], before, layer)) return units(total, kindOf(layer).form, most);
  const grids = shape.length === 3 ? shape : [1, ...(shape.length === 2 ? shape : [Math.sqrt(total), Math.sqrt(total)])];
  return maps(total, ...grids);
}

/** An input of 64 numbers is a picture of 8 × 8, and so is what changes it entry by entry. */
function isPicture(n, before, layer) {
  if (before) return before.square && before.shape.length === 1 && before.total === n && !kindOf(layer).mixes;
  return n >= 16 && n <= 1024 && Number.isInteger(Math.sqrt(n));
}

function units(total, form, most) {
  const s = form === "units" ? R : R * 0.68;
  const whole = total <= most;
  const head = whole ? total : Math.ceil((most - 1) / 2);
  const shown = [...Array(head).keys()];
  if (!whole) for (let i = total - (most - 1 - head); i < total; i += 1) shown.push(i);
  const places = whole ? total : most;
  const at = (slot) => (slot - (places - 1) / 2) * PITCH;
  const marks = shown.map((i, k) => ({ i, du: 0, dv: at(whole || k < head ? k : k + 1), s }));
  return { marks, square: false, total, hidden: total - shown.length, depth: 2 * s, breadth: places * PITCH, gap: whole ? null : at(head) };
}

function maps(total, count, height, width) {
  const shown = Math.min(count, MOST_MAPS);
  const cell = Math.max(3, Math.min(14, (count === 1 ? 112 : 58) / Math.max(height, width)));
  const [mapHeight, mapWidth] = [height * cell, width * cell];
  const step = mapHeight + 14;
  const places = count > shown ? shown + 1 : shown;
  const marks = [];
  for (let m = 0; m < shown; m += 1) {
    const top = (m - (places - 1) / 2) * step;
    for (let j = 0; j < height * width; j += 1) {
      const [row, col] = [Math.floor(j / width), j % width];
      const [du, dv] = [(col - (width - 1) / 2) * cell, top + (row - (height - 1) / 2) * cell];
      marks.push({ i: m * height * width + j, du, dv, s: cell / 2 });
    }
  }
  const gap = count > shown ? (shown - (places - 1) / 2) * step : null;
  return { marks, square: true, total, hidden: total - marks.length, depth: mapWidth, breadth: places * step, gap };
}

/** A column at its place. Pictures are never turned: the 8 × 8 pixels of a digit stay as they are read. */
function column({ layer, index, shape, u, marks, square, total, hidden, depth, breadth, gap }, direction) {
  const down = direction === "down";
  const turn = (du, dv) => (down ? { x: dv, y: u + du } : { x: u + du, y: dv });
  const place = (mark) => {
    if (square && down && shape.length !== 3) return { x: mark.du, y: u + mark.dv };
    return turn(mark.du, mark.dv);
  };
  const at = turn(0, 0);
  const upright = square && shape.length !== 3;
  const [w, h] = down && !upright ? [breadth, depth] : [depth, breadth];
  return {
    index, layer, shape, square, total, hidden, x: at.x, y: at.y, w, h,
    form: kindOf(layer).form,
    marks: marks.map((mark) => ({ i: mark.i, s: mark.s, ...place(mark) })),
    gap: gap === null ? null : turn(0, gap),
    title: kindOf(layer).short,
    detail: layer.kind === "input" ? shape.join(" × ") : detail(layer),
    note: hidden > 0 ? partNote(shape, hidden, total) : "",
  };
}

function partNote(shape, hidden, total) {
  if (shape.length === 3) return `${MOST_MAPS} of ${shape[0]} maps`;
  return `${total - hidden} of ${total.toLocaleString("en")}`;
}

/** The rectangle that holds the drawing with its labels. */
function boundsOf(columns, direction) {
  const [side, ends] = direction === "down" ? [92, 24] : [20, 62];
  const left = Math.min(...columns.map((c) => c.x - c.w / 2));
  const right = Math.max(...columns.map((c) => c.x + c.w / 2));
  const top = Math.min(...columns.map((c) => c.y - c.h / 2));
  const bottom = Math.max(...columns.map((c) => c.y + c.h / 2));
  const trailing = direction === "down" ? 20 : side + 36; // room for the names of classes
  return { x: left - side - 14, y: top - ends, w: right - left + side + 14 + trailing, h: bottom - top + 2 * ends };
}

/** The mark of a column that holds a unit, or null where that unit is not drawn. */
export function markOf(column, unit) {
  return column.marks.find((mark) => mark.i === unit) ?? null;
}

/** What is at a point of the drawing: a column and, where there is one, its unit. */
export function hit(layout, x, y, slack = 4) {
  for (const column of layout.columns) {
    const near = column.marks.find((m) => Math.abs(m.x - x) <= m.s + slack / 2 && Math.abs(m.y - y) <= m.s + slack / 2);
    if (near) return { column: column.index, unit: near.i };
  }
  const down = layout.direction === "down";
  const away = (c) => (down ? Math.max(0, Math.abs(c.y - y) - c.h / 2) : Math.max(0, Math.abs(c.x - x) - c.w / 2));
  const beside = (c) => (down ? Math.abs(c.x - x) <= c.w / 2 + 100 : Math.abs(c.y - y) <= c.h / 2 + 46);
  const [nearest] = layout.columns.filter((c) => away(c) <= 14 && beside(c)).sort((a, b) => away(a) - away(b));
  return nearest ? { column: nearest.index, unit: null } : null;
}

/** The gap between two layers at a point, as the index at which a layer would be inserted. */
export function gapAt(layout, x, y) {
  const along = layout.direction === "down" ? y : x;
  const after = layout.columns.filter((c) => (layout.direction === "down" ? c.y : c.x) < along).length;
  return Math.max(0, after - 1);
}
