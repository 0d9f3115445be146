/** A panel of a figure or an experiment, drawn by its kind. */

import { make } from "../parts/elements.js";
import { table } from "../parts/tables.js";
import { cellsChart } from "./cells.js";
import { barsChart, histogramChart, rangesChart } from "./columns.js";
import { framed } from "./frame.js";
import { linesChart } from "./lines.js";
import { networksChart } from "./networks.js";
import { written } from "./scales.js";

const KINDS = {
  lines: linesChart,
  ranges: rangesChart,
  bars: barsChart,
  histogram: histogramChart,
  cells: cellsChart,
  networks: networksChart,
  rows: rowsTable,
  steps: stepsList,
};

/** The element of a panel as the Session sends it. */
export function panel(data, level = "h3") {
  return KINDS[data.kind]({ ...data, level }).element;
}

function rowsTable({ title, head, rows, note, level }) {
  return { element: framed({ title, note, level }, table({ caption: title, hideCaption: true, columns: head, rows })) };
}

function stepsList({ title, steps, note, level }) {
  const items = steps.map((step) =>
    make("li", null, make(level === "h2" ? "h3" : "h4", null, step.title), make("p", { class: "formula" }, step.formula), make("div", { class: "arrays" }, step.values.map(array)), step.note && make("p", { class: "note" }, step.note)),
  );
  return { element: framed({ title, note, level }, make("ol", { class: "steps" }, items)) };
}

function array([name, rows]) {
  const lines = rows.map((row) => make("tr", null, row.map((value) => make("td", { class: value === 0 ? "zero" : null }, written(Number(value.toPrecision(4)))))));
  return make("div", { class: "array" }, make("span", { class: "array-name" }, `${name} =`), make("table", { "aria-label": name }, make("tbody", null, lines)));
}
