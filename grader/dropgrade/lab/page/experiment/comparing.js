/** The comparison: what was predicted, what was measured, what the article says and what the data say. */

import { linesChart } from "../charts/lines.js";
import { panel } from "../charts/panel.js";
import { make } from "../parts/elements.js";
import { drawnRun } from "./predicting.js";

/** Everything below "Compare". */
export function comparison({ given, found, record, curves }) {
  const sign = found.comparison.was_right ? "✓" : "≠";
  return [
    make("p", { class: `notice verdict ${found.comparison.was_right ? "good" : "warning"}` }, make("span", { "aria-hidden": "true" }, `${sign} `), found.comparison.sentence),
    given.question.kind === "drawing" ? overlay(given, record, curves) : null,
    make("p", { class: "finding" }, make("strong", null, "Measured. "), found.sentence),
    found.holds ? null : odd(found.lesson.claim),
    make("div", { class: "sides" }, said("The article", found.lesson.article), said(found.holds ? "The data" : "The data, with the reference", found.lesson.data)),
    make("div", { class: "panels" }, found.panels.map((each) => panel(each))),
    make("p", { class: "note" }, `${found.lesson.claim.text} With the reference’s functions, five seeds show something else at most ${chance(found.lesson.claim.error)} (estimated from ${found.lesson.claim.seeds} seeds). Source: ${found.lesson.source}.`),
  ];
}

const said = (title, words) => make("div", null, make("h3", null, title), make("p", null, words));

/** A probability as people say it. */
function chance(error) {
  const times = Math.round(1 / error);
  return `one time in ${times.toLocaleString("en")}`;
}

function odd(claim) {
  return make("div", { class: "notice warning" }, make("p", null, make("strong", null, "This is not what the reference gives. "), `It shows: ${claim.text} Check the functions that run here, or take more seeds.`));
}

function overlay(given, record, curves) {
  const { question, chart } = given;
  const runs = [{ ...curves.of(question.series), name: `measured: ${question.series}` }, drawnRun(given, record)];
  const styles = [{ colour: "s1", dash: null, shape: "circle" }, { colour: "s6", dash: "6 4", shape: "diamond" }];
  const top = Math.max(question.top, ...runs.flatMap((run) => run.high ?? run.y));
  return linesChart({ title: "Your curve and the measured one", axes: [chart.x_label, question.y_label], runs, styles, domain: { y: [0, top] } }).element;
}
