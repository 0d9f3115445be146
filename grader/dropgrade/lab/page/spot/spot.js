/** Spot: a network is trained by a program with one mistake. What can be seen of it is shown, and never its code: name it. */

import { ask, listen, problemOf } from "../asking.js";
import { button, make, refill } from "../parts/elements.js";
import { choiceField } from "../parts/fields.js";
import { announce, problemNotice } from "../parts/notices.js";
import { readSettings, writeSettings } from "../parts/settings.js";
import { table } from "../parts/tables.js";
import { answerForm, verdict } from "./answer.js";
import { LossChart } from "./curves.js";
import { picture, plain } from "./pictures.js";

const PICTURES = [
  ["first", "A call in training"],
  ["second", "The same call again"],
  ["mask", "The mask that it returned first"],
  ["evaluation", "A call at evaluation"],
];

/** A round after the other. */
class Spotting {
  constructor(model, el) {
    this.model = model;
    this.el = el;
    this.bar = make("div", { class: "toolbar" });
    this.body = make("div", { class: "spot-body" });
    this.turn = 0;
    el.classList.add("spot-view");
    el.append(this.bar, this.body);
    this.stops = [
      listen(model, "spot.epoch", (event) => event.run === this.run && this.chart.add(event)),
      listen(model, "spot.stopped", (event) => event.run === this.run && this.#stopped(event)),
      listen(model, "spot.failed", (event) => event.run === this.run && this.#stopped(event.problem)),
    ];
  }

  /** Asks for a program to judge. */
  async begin(problem = readSettings("spot").problem) {
    const turn = (this.turn += 1);
    try {
      this.run = null;
      this.chart = new LossChart(0);
      const found = await ask(this.model, "spot.start", problem ? { problem } : {});
      if (turn !== this.turn) return;
      this.found = found;
      this.run = found.run;
      this.chart = new LossChart(found.epochs);
      this.#show(problem);
      announce("A new program is here.");
    } catch (failure) {
      if (turn === this.turn) refill(this.body, problemNotice(problemOf(failure)));
    }
  }

  /** Ends what the view has begun. */
  leave() {
    this.turn += 1;
    for (const stop of this.stops) stop();
  }

  #show(problem) {
    const { playable, title, summary } = this.found;
    const options = [{ value: "", label: "any of them" }, ...playable.map((name) => ({ value: name, label: name }))];
    const change = (name) => {
      writeSettings("spot", { problem: name || null });
      this.begin(name);
    };
    refill(this.bar, choiceField("Programs for", { value: problem ?? "", options, change }), button("Another program", () => this.begin(), { class: "another" }));
    this.answer = make("section", { class: "panel", "aria-label": "Your answer" });
    refill(this.answer, answerForm(this.found.choices, (choice) => this.#answer(choice)));
    const intro = make("p", { class: "lead" }, `A program for “${title}” (${summary}) has one mistake. Below is what it does, and never its code. Which mistake is it?`);
    const shown = make("div", { class: "clues" }, this.#pictures(), this.#shares(), this.#curves());
    refill(this.body, make("h1", null, "Find the bug"), intro, make("div", { class: "spot-columns" }, shown, this.answer));
  }

  #pictures() {
    const { arrays, axes, words } = this.found;
    const top = Math.max(1, ...["first", "second"].map((name) => median(arrays[name]?.values)));
    const drawn = PICTURES.filter(([name]) => arrays[name]).map(([name, title]) => picture(title, arrays[name], axes, name === "mask" || name === "evaluation" ? 1 : top));
    const said = Object.entries(words).map(([when, sentence]) => make("p", { class: "notice warning" }, `${when}: ${sentence}`));
    const help = `Each square is an entry of x, at p = ${this.found.p}: rows are ${axes.rows}, columns ${axes.columns}. Empty: it became 0. A larger square means a larger factor; the other colour means below 0, or above most others.`;
    return make("section", { class: "panel", "aria-label": "What became of each entry" }, make("h2", null, "What became of each entry"), make("p", { class: "help" }, help), said, make("div", { class: "seen-pictures" }, drawn));
  }

  #shares() {
    const rows = this.found.shares.map(({ p, kept, factor }) => [p, kept, 1 - p, factor, 1 / (1 - p)].map(plain));
    const columns = ["p", "share kept", "1 - p", "factor of survivors", "1 / (1 - p)"];
    const measured = table({ caption: "Shares and factors by rate", hideCaption: true, columns, rows });
    return make("section", { class: "panel", "aria-label": "At other rates" }, make("h2", null, "At other rates"), measured);
  }

  #curves() {
    this.stopped = make("div");
    return make("section", { class: "panel", "aria-label": "A network trained by it" }, make("h2", null, "A network trained by it"), this.chart.element, this.stopped);
  }

  #stopped({ who, message }) {
    this.stopped.append(make("p", { class: "notice warning" }, `${who === "reference" ? "The training by a right program" : "The training"} stopped: ${message}`));
  }

  async #answer(choice) {
    const found = await ask(this.model, "spot.answer", { choice });
    const reveal = async () => (await ask(this.model, "spot.give_up")).diff;
    const judged = verdict(this.found, choice, found, reveal, () => this.begin());
    this.answer.append(judged);
    judged.focus();
  }
}

function median(values) {
  const kept = [...(values ?? [])].filter((value) => value !== 0).sort((a, b) => a - b);
  return kept.length ? Math.abs(kept[Math.floor(kept.length / 2)]) : 1;
}

export default {
  render({ model, el }) {
    const spotting = new Spotting(model, el);
    spotting.begin();
    return () => spotting.leave();
  },
};
