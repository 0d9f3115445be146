/** Histograms, named numbers with what is expected, and named numbers with their range over seeds. */

import { draw } from "../parts/elements.js";
import { axes, chart, EDGE, fillLegend } from "./frame.js";
import { extent, linear, ticks, written } from "./scales.js";
import { looks, marker, sample } from "./styles.js";

/** Counts in bins; exact zeros are a column of their own, hatched, at 0. */
export function histogramChart({ title, axis, edges, series, note, level }) {
  const styles = looks(series.map((each) => each.name));
  const most = Math.max(1, ...series.flatMap((each) => [...each.counts, each.zeros]));
  const [low, high] = extent([...edges, ...(series.some((each) => each.zeros) ? [0] : [])]);
  const slot = (edges[1] - edges[0]) / (series.length + 0.25);

  function paint(width, height) {
    const x = linear([low - slot, high + slot], [EDGE.left, width - EDGE.right]);
    const y = linear([0, most * 1.05], [height - EDGE.bottom, EDGE.top]);
    const bar = (from, wide, count, name) => count > 0 && draw("rect", { class: name, x: x(from), width: Math.max(1, x(from + wide) - x(from) - 1), y: y(count), height: y(0) - y(count) });
    const columns = series.map((each, i) => [
      each.counts.map((count, k) => bar(edges[k] + i * slot, slot, count, `column ${styles[i].colour} fill-${i}`)),
      bar(-slot / 2 + (i - (series.length - 1) / 2) * slot, slot, each.zeros, `column zeros ${styles[i].colour} fill-${i}`),
    ]);
    const names = { xName: axis, yName: "how many", xText: (v) => written(v), yText: (v) => written(v) };
    return [axes({ x, y, width, height, ...names, xTicks: ticks(low, high, width < 420 ? 4 : 8), yTicks: ticks(0, most, 4) }), columns];
  }
  const label = () => `${title}. ${series.map((each) => `${each.name}: mean ${written(each.mean)}, ${each.zeros} exact zeros`).join("; ")}.`;
  const numbers = () => ({
    columns: [axis, ...series.map((each) => each.name)],
    rows: [["exactly 0", ...series.map((each) => each.zeros)], ...edges.slice(0, -1).map((edge, k) => [`${written(edge)} to ${written(edges[k + 1])}`, ...series.map((each) => each.counts[k])])],
  });
  const frame = chart({ title, label, paint, numbers, note, level });
  fillLegend(frame.legend, series.map((each, i) => [swatch(styles[i].colour, i), `${each.name}, mean ${written(each.mean)}${each.zeros ? `, ${each.zeros} exact zeros` : ""}`]));
  return frame;
}

const swatch = (colour, i) => draw("svg", { class: "sample", width: 16, height: 16, "aria-hidden": "true" }, draw("rect", { class: `column ${colour} fill-${i}`, x: 1, y: 1, width: 14, height: 14 }));

/** Rows of a name and a number: `[name, mean, low, high]`, drawn as a dot with its range. */
export function rangesChart({ title, axis, rows, note, level }) {
  return dots(title, axis, rows.map(([name, value, low, high]) => ({ name, value, low, high })), note, level);
}

/** Rows of a name, a number and what is expected of it, or null. */
export function barsChart({ title, axis, values, note, level }) {
  return dots(title, axis, values.map(([name, value, expected]) => ({ name, value, low: value, high: value, expected })), note, level);
}

const ROW = 34;
const STACKED = 48;

function dots(title, axis, rows, note, level) {
  const [low, high] = extent(rows.flatMap((row) => [row.low, row.high, row.expected ?? NaN]).concat(0));
  const wide = 20 + 7.4 * Math.max(...rows.map((row) => row.name.length));
  const isStacked = (width) => wide > width * 0.42; // then names stand above their rows
  const tall = (width) => 42 + (isStacked(width) ? STACKED : ROW) * rows.length;

  function paint(width, height) {
    const [left, step] = isStacked(width) ? [12, STACKED] : [wide, ROW];
    const x = linear([low, high + (high - low) * 0.03], [left, width - 64]);
    const bottom = height - 38;
    const marks = ticks(low, high, width < 420 ? 3 : 6);
    const lines = marks.map((value) => [
      draw("line", { class: "grid", x1: x(value), x2: x(value), y1: 4, y2: bottom }),
      draw("text", { class: "tick", x: x(value), y: bottom + 15, "text-anchor": "middle" }, written(value)),
    ]);
    const name = draw("text", { class: "axis-name", x: (left + width - 64) / 2, y: height - 4, "text-anchor": "middle" }, axis);
    return [lines, name, rows.map((row, i) => dot(row, 4 + step * (i + (isStacked(width) ? 0.7 : 0.5)), x, left, low, isStacked(width)))];
  }
  const expects = rows.some((row) => row.expected !== undefined && row.expected !== null);
  const label = () => `${title}. ${rows.map((row) => `${row.name}: ${written(row.value)}`).join(", ")}.`;
  const numbers = () => ({
    columns: ["name", axis, ...(expects ? ["expected"] : ["lowest", "highest"])],
    rows: rows.map((row) => [row.name, row.value, ...(expects ? [row.expected ?? ""] : [row.low, row.high])]),
  });
  const frame = chart({ title, label, height: tall, paint, numbers, note, level });
  if (expects) fillLegend(frame.legend, [[sample({ colour: "s1", shape: "circle" }, { isPoints: true }), "measured"], [sample({ colour: "s6", shape: "diamond" }, { isPoints: true }), "expected"]]);
  return frame;
}

function dot(row, y, x, left, low, isStacked) {
  return [
    isStacked ? draw("text", { class: "row-name", x: left, y: y - 13 }, row.name) : draw("text", { class: "row-name", x: left - 10, y: y + 4, "text-anchor": "end" }, row.name),
    draw("line", { class: "stem s1", x1: x(Math.max(0, low)), x2: x(row.value), y1: y, y2: y }),
    row.high > row.low && draw("path", { class: "whisker s1", d: `M${x(row.low)} ${y - 5}v10M${x(row.low)} ${y}H${x(row.high)}M${x(row.high)} ${y - 5}v10` }),
    row.expected !== undefined && row.expected !== null && marker("diamond", x(row.expected), y, 6, "s6 hollow"),
    marker("circle", x(row.value), y, 5, "s1"),
    draw("text", { class: "value", x: x(row.high) + 11, y: y + 4 }, written(row.value)),
  ];
}
