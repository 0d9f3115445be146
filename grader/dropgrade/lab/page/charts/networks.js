/** The same small network several times: units that are on are filled, dropped ones crossed, without their edges. */

import { draw, make } from "../parts/elements.js";
import { table } from "../parts/tables.js";
import { folded, framed } from "./frame.js";

const W = 220;
const H = 170;

/** Networks side by side: `[name, [[1, 0, …], …]]` each. */
export function networksChart({ title, networks, note, level }) {
  const rows = networks.map(([name, layers]) => [name, ...layers.map((layer) => layer.map((on) => (on ? "●" : "×")).join(" "))]);
  const columns = ["network", ...networks[0][1].map((_, i) => `layer ${i + 1}`)];
  const details = folded(table({ caption: title, hideCaption: true, columns, rows }));
  const pictures = make("div", { class: "grids" }, networks.map(network));
  return { element: framed({ title, note, level }, pictures, details) };
}

function network([name, layers]) {
  const at = (i, k) => [24 + (i * (W - 48)) / (layers.length - 1), H / 2 + (k - (layers[i].length - 1) / 2) * 32];
  const edges = layers.slice(1).flatMap((layer, i) => layers[i].flatMap((from, a) => layer.map((to, b) => from && to && edge(at(i, a), at(i + 1, b)))));
  const units = layers.flatMap((layer, i) => layer.map((on, k) => unit(on, ...at(i, k))));
  const dropped = layers.flat().filter((on) => !on).length;
  const label = `${name}: ${dropped} of ${layers.flat().length} units dropped`;
  const svg = draw("svg", { role: "img", "aria-label": label, viewBox: `0 0 ${W} ${H}`, width: W, height: H }, edges, units);
  return make("figure", { class: "grid" }, svg, make("figcaption", null, make("strong", null, name), make("span", null, dropped ? `${dropped} dropped` : "none dropped")));
}

const edge = ([x1, y1], [x2, y2]) => draw("line", { class: "edge", x1, y1, x2, y2 });

function unit(on, x, y) {
  if (on) return draw("circle", { class: "unit on", cx: x, cy: y, r: 9 });
  return [draw("circle", { class: "unit off", cx: x, cy: y, r: 9 }), draw("path", { class: "cross", d: `M${x - 5} ${y - 5}l10 10m0 -10l-10 10` })];
}
