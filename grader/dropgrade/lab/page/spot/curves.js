/** The losses of two trainings of one network: by the program, and by the reference. */

import { draw, make, refill } from "../parts/elements.js";
import { table } from "../parts/tables.js";
import { plain } from "./pictures.js";

const W = 360;
const H = 190;
const EDGE = { left: 40, right: 10, top: 10, bottom: 28 };
const LINES = [
  { who: "program", what: "train_loss", name: "this program, training", colour: "--series-2", dash: null },
  { who: "program", what: "validation_loss", name: "this program, validation", colour: "--series-2", dash: "6 4" },
  { who: "reference", what: "train_loss", name: "a right program, training", colour: "--series-1", dash: "1.5 4" },
  { who: "reference", what: "validation_loss", name: "a right program, validation", colour: "--series-1", dash: "10 3 2 3" },
];

/** The chart; `add(epoch)` draws a measurement as it comes. */
export class LossChart {
  constructor(epochs) {
    this.epochs = epochs;
    this.measured = { program: [], reference: [] };
    this.picture = draw("svg", { class: "losses", viewBox: `0 0 ${W} ${H}`, role: "img", "aria-label": "Losses, nothing measured yet" });
    this.numbers = make("details", null, make("summary", null, "The numbers"), (this.body = make("div")));
    const key = make("ul", { class: "legend" }, LINES.map(({ name, colour, dash }) => make("li", null, sample(colour, dash), name)));
    this.element = make("div", null, key, this.picture, this.numbers);
    this.numbers.addEventListener("toggle", () => this.#table());
  }

  add(epoch) {
    this.measured[epoch.who].push(epoch);
    this.waiting ??= requestAnimationFrame(() => {
      this.waiting = null;
      this.#draw();
    });
  }

  #draw() {
    const all = LINES.flatMap(({ who, what }) => this.measured[who].map((each) => each[what])).filter(Number.isFinite);
    const top = Math.min(Math.max(0.5, ...all), 4) * 1.05;
    const x = (n) => EDGE.left + ((n - 1) / Math.max(1, this.epochs - 1)) * (W - EDGE.left - EDGE.right);
    const y = (loss) => H - EDGE.bottom - (Math.min(loss, top) / top) * (H - EDGE.top - EDGE.bottom);
    const paths = LINES.map(({ who, what, colour, dash }) => {
      const points = this.measured[who].filter((each) => Number.isFinite(each[what])).map((each) => `${x(each.number)},${y(each[what])}`);
      return draw("polyline", { points: points.join(" "), fill: "none", "stroke-width": 2, "stroke-dasharray": dash, style: { stroke: `var(${colour})` } });
    });
    refill(this.picture, axes(top, this.epochs, x, y), paths);
    this.picture.setAttribute("aria-label", this.#words());
    if (this.numbers.open) this.#table();
  }

  #words() {
    const last = (who) => this.measured[who].at(-1);
    const words = ["program", "reference"].filter(last).map((who) => `${who}: training ${plain(last(who).train_loss)}, validation ${plain(last(who).validation_loss)} after ${last(who).number} epochs`);
    return `Losses. ${words.join("; ")}`;
  }

  #table() {
    const rows = this.measured.program.map((each, n) => [each.number, ...LINES.map(({ who, what }) => (this.measured[who][n] ? plain(this.measured[who][n][what]) : ""))]);
    refill(this.body, table({ caption: "Losses by epoch", columns: ["epoch", ...LINES.map(({ name }) => name)], rows }));
  }
}

function axes(top, epochs, x, y) {
  const ticks = [0, top / 2, top].map((value) => [draw("line", { class: "grid", x1: EDGE.left, x2: W - EDGE.right, y1: y(value), y2: y(value) }), draw("text", { x: EDGE.left - 6, y: y(value) + 4, "text-anchor": "end" }, value.toFixed(1))]);
  return [ticks, draw("text", { x: EDGE.left, y: H - 8 }, "epoch 1"), draw("text", { x: x(epochs), y: H - 8, "text-anchor": "end" }, String(epochs))];
}

function sample(colour, dash) {
  return draw("svg", { width: 26, height: 8, "aria-hidden": "true" }, draw("line", { x1: 0, x2: 26, y1: 4, y2: 4, "stroke-width": 2, "stroke-dasharray": dash, style: { stroke: `var(${colour})` } }));
}
