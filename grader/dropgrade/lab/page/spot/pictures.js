/** What became of each entry, as a picture: a square for each, empty where it was dropped, darker the more it was enlarged. */

import { make } from "../parts/elements.js";

const SIZE = 9;
const MOST_LEVELS = 6;

/**
 * @param {string} title
 * @param {{values: Float64Array, shape: number[]}} matrix what each entry was multiplied with
 * @param {{rows: string, columns: string}} axes
 * @param {number} top the value that is drawn in full
 */
export function picture(title, matrix, axes, top) {
  const [rows, columns] = matrix.shape;
  const facts = factsOf(matrix.values);
  const label = `${title}: ${rows} rows, ${axes.rows}; ${columns} columns, ${axes.columns}. ${facts}`;
  const canvas = make("canvas", { class: "ratio", role: "img", "aria-label": label, width: columns * SIZE, height: rows * SIZE });
  requestAnimationFrame(() => paint(canvas, matrix, top));
  return make("figure", { class: "seen" }, make("figcaption", null, make("strong", null, title), make("span", null, facts)), canvas);
}

function paint(canvas, { values, shape }, top) {
  const style = getComputedStyle(canvas);
  const [full, over, ground] = ["--series-1", "--series-2", "--sunken"].map((name) => style.getPropertyValue(name));
  const context = canvas.getContext("2d");
  const columns = shape[1];
  context.fillStyle = ground;
  context.fillRect(0, 0, canvas.width, canvas.height);
  values.forEach((value, n) => {
    const [x, y] = [(n % columns) * SIZE, Math.floor(n / columns) * SIZE];
    const share = Math.min(1, Math.abs(value) / top);
    if (value === 0) return;
    context.fillStyle = value < 0 || value > top * 1.001 ? over : full;
    const side = Math.max(2, Math.round((SIZE - 1) * Math.sqrt(share)));
    context.fillRect(x + (SIZE - side) / 2, y + (SIZE - side) / 2, side, side);
  });
}

/** The share that is not 0, and the factors that there are, in words. */
function factsOf(values) {
  const kept = values.filter((value) => value !== 0);
  const levels = [...new Set([...kept].map((value) => plain(value)))].sort((a, b) => a - b);
  const share = `${plain((100 * kept.length) / values.length)} % are not 0`;
  if (levels.length === 0) return share;
  const factors = levels.length <= MOST_LEVELS ? levels.join(", ") : `${levels[0]} to ${levels.at(-1)}, ${levels.length} different`;
  return `${share}; factors: ${factors}`;
}

/** A number with three digits. */
export const plain = (value) => Number(value.toPrecision(3));
