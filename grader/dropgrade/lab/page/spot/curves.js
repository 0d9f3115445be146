/** The losses of two trainings of one network: by the program, and by the reference. */

import { linear } from "../charts/scales.js";
import { sample } from "../charts/styles.js";
import { draw, make, refill } from "../parts/elements.js";
import { table } from "../parts/tables.js";
import { plain } from "./pictures.js";

const W = 360;
const H = 190;
const EDGE = { left: 40, right: 10, top: 10, bottom: 28 };
const LINES = [
  { who: "program", what: "train_loss", name: "this program, training", colour: "s2", dash: null },
  { who: "program", what: "validation_loss", name: "this program, validation", colour: "s2", dash: "6 4" },
  { who: "reference", what: "train_loss", name: "a right program, training", colour: "s1", dash: "1.5 4" },
  { who: "reference", what: "validation_loss", name: "a right program, validation", colour: "s1", dash: "10 3 2 3" },
];

/** The chart; `add(epoch)` draws a measurement as it comes. */
export class LossChart {
  constructor(epochs) {
    this.epochs = epochs;
    this.measured = { program: [], reference: [] };
    this.picture = draw("svg", { class: "losses", viewBox: `0 0 ${W} ${H}`, role: "img", "aria-label": "Losses, nothing measured yet" });
    this.numbers = make("details", null, make("summary", null, "The numbers"), (this.body = make("div")));
    const key = make("ul", { class: "legend" }, LINES.map((look) => make("li", null, sample(look), look.name)));
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
    const x = linear([1, Math.max(2, this.epochs)], [EDGE.left, W - EDGE.right]);
    const y = linear([0, top], [H - EDGE.bottom, EDGE.top]);
    const paths = LINES.map(({ who, what, colour, dash }) => {
      const points = this.measured[who].filter((each) => Number.isFinite(each[what])).map((each) => `${x(each.number)},${y(Math.min(each[what], top))}`);
      return draw("polyline", { class: `line ${colour}`, points: points.join(" "), "stroke-dasharray": dash });
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
