/** The training's curves beside the drawing: loss and accuracy, on the training data and on data kept apart, and where one is. */

import { linear } from "../charts/scales.js";
import { sample } from "../charts/styles.js";
import { button, draw, make, refill } from "../parts/elements.js";
import { table } from "../parts/tables.js";

const W = 170;
const H = 104;
const EDGE = { left: 34, right: 6, top: 8, bottom: 18 };
const LINES = [
  { key: "train", name: "training", colour: "s1", dash: null },
  { key: "validation", name: "validation", colour: "s2", dash: "5 3" },
];

/** The panel; `go(epoch)` is called when a place on a curve is pressed. */
export function curvesPanel(go) {
  const charts = ["loss", "accuracy"].map((what) => chart(what, go));
  const numbers = make("div", { hidden: true });
  const toggle = button("Show the numbers", () => {
    numbers.hidden = !numbers.hidden;
    toggle.textContent = numbers.hidden ? "Show the numbers" : "Hide the numbers";
    fill();
  }, { class: "quiet" });
  const key = make("ul", { class: "legend" }, LINES.map((look) => make("li", null, sample(look), look.name)));
  const pair = make("div", { class: "pair" }, charts.map((each) => each.element));
  const named = { class: "panel curves", "aria-label": "Training curves" };
  const element = make("section", named, make("h2", null, "Curves"), key, pair, toggle, numbers);
  let epochs = [];
  const fill = () => numbers.hidden || refill(numbers, epochTable(epochs));
  return {
    element,
    show(all, at = null) {
      epochs = all;
      for (const each of charts) each.show(all);
      if (at !== null) this.mark(at);
      fill();
    },
    mark: (at) => charts.forEach((each) => each.mark(at)),
  };
}

function chart(what, go) {
  const picture = draw("svg", { class: "curve", viewBox: `0 0 ${W} ${H}`, role: "img" });
  const marker = draw("line", { class: "marker", y1: EDGE.top, y2: H - EDGE.bottom });
  const across = [EDGE.left, W - EDGE.right];
  let scale = linear([0, 1], across);
  let count = 0;
  picture.addEventListener("click", (event) => {
    const box = picture.getBoundingClientRect();
    const pressed = ((event.clientX - box.left) / box.width) * W;
    if (count) go(Math.max(0, Math.min(count - 1, scale.back(pressed))));
  });
  const mark = (at) => {
    marker.setAttribute("x1", scale(at));
    marker.setAttribute("x2", scale(at));
  };
  const show = (epochs) => {
    count = epochs.length;
    scale = linear([0, Math.max(1, count)], across);
    picture.setAttribute("aria-label", summary(what, epochs));
    refill(picture, count ? parts(what, epochs, scale) : [], marker);
  };
  return { element: make("div", null, make("h3", null, what === "loss" ? "Loss" : "Accuracy"), picture), show, mark };
}

function parts(what, epochs, scale) {
  const values = LINES.map(({ key }) => epochs.map((epoch) => epoch[`${key}_${what}`]));
  const all = values.flat().filter(Number.isFinite);
  const [low, high] = what === "loss" ? [0, Math.max(...all)] : [Math.min(...all), 1];
  const y = linear([low, high], [H - EDGE.bottom, EDGE.top]);
  const points = (k) => values[k].map((value, e) => `${scale(e + 1).toFixed(1)},${y(value).toFixed(1)}`).join(" ");
  const lines = LINES.map(({ colour, dash }, k) =>
    draw("polyline", { class: `line ${colour}`, "stroke-dasharray": dash, points: points(k) }),
  );
  const ticks = [low, high].map((value) => draw("text", { x: EDGE.left - 5, y: y(value) + 4, "text-anchor": "end" }, value.toFixed(2)));
  const end = draw("text", { x: W - EDGE.right, y: H - 4, "text-anchor": "end" }, `epoch ${epochs.length}`);
  const base = draw("path", { class: "axis", d: `M${EDGE.left} ${EDGE.top}V${H - EDGE.bottom}H${W - EDGE.right}` });
  return [base, ticks, end, lines];
}

function summary(what, epochs) {
  const last = epochs.at(-1);
  if (!last) return `The ${what}: nothing has been trained yet`;
  return `The ${what} after ${epochs.length} epochs: ${LINES.map(({ key, name }) => `${name} ${last[`${key}_${what}`].toFixed(3)}`).join(", ")}`;
}

function epochTable(epochs) {
  const names = ["train_loss", "validation_loss", "train_accuracy", "validation_accuracy"];
  const columns = ["Epoch", "training loss", "validation loss", "training accuracy", "validation accuracy"];
  return table({ caption: "What was measured after each epoch", columns, rows: epochs.map((epoch, k) => [k + 1, ...names.map((name) => epoch[name])]) });
}
