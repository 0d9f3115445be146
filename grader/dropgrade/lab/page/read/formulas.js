/** The formulas of a problem beside the code: each term of a formula leads to the expression that computes it. */

import { make, refill } from "../parts/elements.js";
import { codeOf, excerpt, light } from "./code.js";
import { mathOf, mathOfTerm } from "./nodes.js";

/** The panel with the formulas, their terms and the code; `show` is given code as the lab found it. */
export class FormulasPanel {
  /** @param {{formulas: Array, terms: object}} statement */
  constructor(statement) {
    this.statement = statement;
    this.formulas = make("div", { class: "formulas" }, statement.formulas.map((each) => this.#formula(each)));
    this.terms = make("ul", { class: "terms" });
    this.code = make("div", { class: "code-place" });
    this.element = make("div", { class: "formulas-panel" }, this.formulas, this.terms, this.code);
    this.chosen = null;
    this.places = {};
    this.parts = [];
    this.hasRun = false;
    this.#list();
    this.#mouse();
  }

  /** Shows a program, with the places of the terms in it. */
  show({ parts, places, ended }) {
    this.parts = parts;
    this.places = places;
    this.hasRun = !ended;
    this.#list();
    refill(this.code, parts.length ? codeOf(parts, places) : null);
    light(this.code, this.chosen ?? Object.keys(places)[0], this.chosen !== null);
  }

  /** Shows something in place of a program. */
  instead(...children) {
    this.parts = [];
    this.places = {};
    this.hasRun = false;
    this.#list();
    refill(this.code, children);
  }

  /** Lights up a term in the formulas, in the list and in the code. */
  choose(key) {
    this.chosen = key;
    for (const part of this.formulas.querySelectorAll("[data-term]")) part.classList.toggle("lit", part.dataset.term === key);
    for (const item of this.terms.querySelectorAll("button")) item.setAttribute("aria-pressed", String(item.dataset.key === key));
    light(this.code, key);
  }

  #formula({ tree, text }) {
    return make("div", { class: "formula scroll", tabindex: "0", role: "group", "aria-label": text }, mathOf(tree));
  }

  #list() {
    const items = Object.entries(this.statement.terms).map(([key, term]) => this.#item(key, term));
    refill(this.terms, items);
  }

  #item(key, { words, inCode }) {
    const place = this.places[key];
    const where = place
      ? make("span", { class: "where" }, `line ${place.line}: `, make("code", null, excerpt(this.parts, place)))
      : inCode && this.hasRun && make("span", { class: "where" }, "no expression of this code gives it as a whole");
    const pressed = String(this.chosen === key);
    const attributes = { type: "button", class: "term", "data-key": key, "aria-pressed": pressed, onclick: () => this.choose(key), onfocus: () => this.choose(key) };
    return make("li", null, make("button", attributes, make("span", { class: "sign" }, mathOfTerm(this.formulas, key)), make("span", null, words, where && [make("br"), where])));
  }

  /** A pointer on a term of a formula, or on code that computes one, chooses it. */
  #mouse() {
    const choose = (event) => {
      const term = event.target.closest?.("[data-term], [data-computes]");
      if (term) this.choose(term.dataset.term ?? term.dataset.computes.split(" ").at(-1));
    };
    for (const name of ["pointerover", "click"]) this.element.addEventListener(name, choose);
  }
}
