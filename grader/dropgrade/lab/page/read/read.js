/** Read: the statements, with their terms explained at two levels, and each formula beside the code that computes it. */

import { ask, listen, problemOf } from "../asking.js";
import { hello } from "../functions.js";
import { button, make, refill } from "../parts/elements.js";
import { choiceField } from "../parts/fields.js";
import { problemNotice } from "../parts/notices.js";
import { readSettings, writeSettings } from "../parts/settings.js";
import { showDefinition } from "./definition.js";
import { FormulasPanel } from "./formulas.js";
import { elementsOf } from "./nodes.js";

const LEVELS = { beginner: "New to this", practised: "Know the basics" };
const WHOSE = { yours: "Your code", reference: "The reference" };

/** The view, from its choice of a problem to the code. */
class Reading {
  constructor(model, el) {
    this.model = model;
    this.el = el;
    const { problem, level, whose } = readSettings("read");
    const { problems, problem: first } = hello();
    const names = problems.map(({ name }) => name);
    this.problem = names.includes(problem) ? problem : first ?? names[0];
    this.level = level in LEVELS ? level : "beginner";
    this.whose = whose in WHOSE ? whose : "yours";
    this.article = make("article", { class: "statement" });
    this.aside = make("aside", { class: "panel beside", "aria-label": "Formulas and code" });
    this.asked = 0;
    el.classList.add("read-view");
    el.append(this.#toolbar(), make("div", { class: "read-columns" }, this.article, this.aside));
  }

  #toolbar() {
    const options = hello().problems.map(({ name, title }) => ({ value: name, label: `${name.split("_")[0]} ${title}` }));
    const problem = choiceField("Problem", { value: this.problem, options, change: (name) => this.#change({ problem: name }) });
    const levels = Object.entries(LEVELS).map(([value, label]) => ({ value, label }));
    const level = choiceField("I am", { value: this.level, options: levels.map((o) => ({ ...o, label: o.value === "beginner" ? "new to this" : "past the basics" })), change: (value) => this.#change({ level: value }) });
    return make("div", { class: "toolbar" }, problem, level);
  }

  #change(changes) {
    if ("problem" in changes) this.whose = "yours";
    Object.assign(this, changes);
    writeSettings("read", { problem: this.problem, level: this.level, whose: null });
    this.show();
  }

  /** Asks for the statement and then for the code; what arrives for an earlier choice is passed over. */
  async show() {
    const turn = (this.asked += 1);
    try {
      const found = await ask(this.model, "read.statement", { problem: this.problem, level: this.level });
      if (turn !== this.asked) return;
      this.statement = found;
      const define = (key, word) => showDefinition(this.el, word, key, found.definitions[key]);
      refill(this.article, elementsOf(found.tree, define));
      this.panel = new FormulasPanel(found);
      this.choice = make("div", { class: "toolbar whose" });
      refill(this.aside, found.formulas.length ? make("h2", null, "The formulas, and the code that computes them") : null, this.choice, this.panel.element);
      await this.#code(turn);
    } catch (failure) {
      if (turn === this.asked) refill(this.article, problemNotice(problemOf(failure)));
    }
  }

  async #code(turn) {
    this.#choices();
    try {
      const code = await ask(this.model, "read.code", { problem: this.problem, whose: this.whose });
      if (turn !== this.asked) return;
      this.panel.show(code);
      this.choice.append(make("code", { class: "file" }, code.file));
      if (code.ended) this.panel.code.prepend(this.#ended(code));
    } catch (failure) {
      if (turn === this.asked) this.panel.instead(problemNotice(problemOf(failure)));
    }
  }

  /** Whose code is shown: the reference where it is open. */
  #choices() {
    const choices = Object.entries(WHOSE).filter(([value]) => value === "yours" || this.statement.isOpen);
    const pick = (value) => {
      this.whose = value;
      this.#code(this.asked);
    };
    const buttons = choices.map(([value, label]) => button(label, () => pick(value), { "aria-pressed": String(value === this.whose) }));
    refill(this.choice, choices.length > 1 ? buttons : null, this.whose === "reference" ? make("span", { class: "badge reference" }, "reference") : null);
  }

  #ended({ ended, file }) {
    if (ended.outcome !== "not_attempted") return problemNotice({ ...ended, file, hint: "As soon as it runs, each term leads to the line that computes it." });
    return make("p", { class: "notice" }, "Not written yet. As soon as it runs, each term leads to the line that computes it.");
  }
}

export default {
  render({ model, el }) {
    const reading = new Reading(model, el);
    reading.show();
    return listen(model, "code.changed", ({ problem }) => problem === reading.problem && reading.show());
  },
};
