/** The prediction: an option that is chosen or a curve that is drawn, and then locked. */

import { problemOf } from "../asking.js";
import { sketch } from "../charts/sketch.js";
import { linesChart } from "../charts/lines.js";
import { button, freshId, make, refill } from "../parts/elements.js";
import { problemNotice } from "../parts/notices.js";

/** What is asked; `lock(prediction)` sends it. */
export function predicting({ given, record, lock }) {
  const { question } = given;
  const asked = make("p", { class: "question" }, question.text);
  if (record) return [asked, make("p", { class: "help" }, `Your prediction is locked: ${question.kind === "choice" ? `“${question.options[record.prediction]}”` : "the dashed curve."}`), question.kind === "drawing" ? locked(given, record) : null];
  return question.kind === "choice" ? choosing(question, asked, lock) : drawing(given, asked, lock);
}

function choosing(question, asked, lock) {
  const name = freshId("option");
  let chosen = null;
  const said = make("div");
  const options = question.options.map((words, i) => {
    const id = freshId("option");
    const pick = make("input", { type: "radio", name, id, value: i, onchange: () => ((chosen = i), (press.disabled = false)) });
    return make("div", { class: "option" }, pick, make("label", { for: id }, words));
  });
  const press = button("Lock my prediction", () => sent(press, said, () => lock(chosen)), { class: "primary", disabled: true });
  return [make("fieldset", { class: "options" }, make("legend", null, asked), options), make("p", null, press), said];
}

function drawing(given, asked, lock) {
  const { question, chart } = given;
  const said = make("div");
  const curve = sketch({ label: question.text, x: question.x, top: question.top, names: [chart.x_label, question.y_label], change: () => (press.disabled = curve.heights() === null) });
  const press = button("Lock my prediction", () => sent(press, said, () => lock(curve.heights())), { class: "primary", disabled: true });
  const how = make("p", { class: "help" }, "Draw across the plot with a mouse or a finger. By keyboard: arrow up and down move a point, arrow right goes to the next.");
  return [asked, curve.element, how, make("p", null, press), said];
}

async function sent(press, said, send) {
  press.disabled = true;
  refill(said);
  try {
    await send();
  } catch (failure) {
    press.disabled = false;
    refill(said, problemNotice(problemOf(failure)));
  }
}

/** The curve that was drawn. */
export const drawnRun = ({ question }, record) => ({ name: "your prediction", x: question.x, y: record.prediction });

function locked(given, record) {
  const { question, chart } = given;
  const data = { title: "Your prediction", axes: [chart.x_label, question.y_label], runs: [drawnRun(given, record)], domain: { y: [0, question.top] }, styles: [{ colour: "s6", dash: "6 4", shape: "diamond" }] };
  return make("details", { class: "mine" }, make("summary", null, "Show my curve"), linesChart(data).element);
}
