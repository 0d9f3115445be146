/** Grids of cells: masks, or numbers in shades. A cell that is 0 in a mask is crossed, not only pale. */

import { draw, make } from "../parts/elements.js";
import { table } from "../parts/tables.js";
import { folded, framed } from "./frame.js";

const LEAST = 6;

/** Grids side by side under one title. */
export function cellsChart({ title, grids, axes, words, is_binary: isBinary, scale, note, level }) {
  const pictures = grids.map((grid) => picture(grid, isBinary, scale, words, axes));
  const rows = make("div");
  const details = folded(rows);
  details.addEventListener("toggle", () => details.open && !rows.childElementCount && rows.append(...grids.map((grid) => numbers(grid, axes))));
  const key = isBinary && make("ul", { class: "legend" }, [1, 0].map((value) => make("li", null, swatch(value), words[value])));
  const said = `Rows: ${axes[0]}. Columns: ${axes[1]}. ${note ?? ""}`;
  return { element: framed({ title, note: said, level }, [make("div", { class: "grids" }, pictures), key], details) };
}

function picture(grid, isBinary, scale, words, axes) {
  const columns = grid.rows[0].length;
  const side = Math.max(LEAST, Math.min(26, Math.floor(216 / columns)));
  const cells = grid.rows.flatMap((row, i) => row.map((value, k) => cell(value, k * side, i * side, side, isBinary, scale)));
  const zeros = grid.rows.flat().filter((value) => value === 0).length;
  const all = grid.rows.length * columns;
  const label = isBinary ? `${grid.name}: ${zeros} of ${all} ${words[0]}` : `${grid.name}: ${grid.rows.length} ${axes[0]} by ${columns} ${axes[1]}`;
  const svg = draw("svg", { role: "img", "aria-label": label, viewBox: `0 0 ${columns * side} ${grid.rows.length * side}`, width: columns * side, height: grid.rows.length * side }, cells);
  return make("figure", { class: "grid" }, svg, make("figcaption", null, make("strong", null, grid.name), isBinary && make("span", null, `${zeros} of ${all} ${words[0]}`)));
}

function cell(value, x, y, side, isBinary, [low, high]) {
  const box = { x: x + 0.5, y: y + 0.5, width: side - 1, height: side - 1 };
  if (!isBinary) return draw("rect", { ...box, class: "cell shade", "fill-opacity": 0.08 + (0.92 * (value - low)) / (high - low || 1) });
  if (value === 1) return draw("rect", { ...box, class: "cell on" });
  return [draw("rect", { ...box, class: "cell off" }), draw("path", { class: "cross", d: `M${x + 2} ${y + 2}L${x + side - 2} ${y + side - 2}` })];
}

const swatch = (value) => draw("svg", { class: "sample", width: 14, height: 14, "aria-hidden": "true" }, cell(value, 0, 0, 14, true, [0, 1]));

function numbers(grid, axes) {
  const columns = [axes[0], ...grid.rows[0].map((_, i) => String(i + 1))];
  return table({ caption: grid.name, columns, rows: grid.rows.map((row, i) => [String(i + 1), ...row]) });
}
