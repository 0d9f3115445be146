/** Whose functions run: the student's own or the reference's, for each; a line in the header, and all of them in a dialog. */

import { listen } from "./asking.js";
import { button, make, refill, withCode } from "./parts/elements.js";
import { openDialog } from "./parts/dialog.js";
import { announce } from "./parts/notices.js";
import { fragment } from "./parts/settings.js";

const STATES = {
  yours: { word: "yours", sign: "✓" },
  wrong: { word: "yours, not right yet", sign: "~" },
  reference: { word: "reference", sign: "R" },
  raises: { word: "fails", sign: "!" },
  missing: { word: "missing", sign: "?" },
  not_written: { word: "not written yet", sign: "…" },
};

let known = [];
let facts = {};
const chosen = new Map();
const listeners = new Set();

/** What `hello` said: the course, the presets, the data sets and so on. */
export const hello = () => facts;

/** The functions that the lab knows: `{kind, problem, title, file, state, why}`. */
export const functions = () => known;

/** Whose function runs for each kind: what was chosen, else the student's own where it is written. */
export function inUse() {
  return Object.fromEntries(known.map((each) => [each.kind, whose(each)]));
}

function whose({ kind, state }) {
  return chosen.get(kind) ?? (state === "not_written" || state === "missing" ? "reference" : "yours");
}

/** A button that takes the reference for the function that a problem is about, and a link to its exercise. */
export function referenceOffer(problem) {
  const found = known.find((each) => each.names?.includes(problem.function));
  if (!found || whose(found) === "reference") return null;
  const take = found.has_reference === false ? null : button("Use the reference for now", () => choose(found.kind, "reference"));
  return make("div", { class: "toolbar" }, take, make("a", { href: fragment("read", { problem: found.problem }) }, `Read the exercise: ${found.title}`));
}

/** Chooses whose function runs for a kind. */
function choose(kind, who) {
  chosen.set(kind, who);
  for (const tell of listeners) tell([kind]);
}

/** Calls `tell(kinds)` when functions or choices change, with null where all may have; returns a function that stops this. */
export function onFunctions(tell) {
  listeners.add(tell);
  return () => listeners.delete(tell);
}

/** A badge that says whose function runs for a kind. */
export function badge(kind) {
  const found = known.find((each) => each.kind === kind);
  if (!found) return null;
  const state = whose(found) === "reference" ? "reference" : found.state;
  const { word, sign } = STATES[state] ?? STATES.missing;
  return make("span", { class: `badge ${state}` }, make("span", { "aria-hidden": "true" }, sign), word);
}

/** The title of a function, with its badge. */
export function titled(kind) {
  const title = known.find((each) => each.kind === kind)?.title ?? kind;
  return make("span", { class: "function" }, title, " ", badge(kind));
}

/** The line in the header; it hears what becomes of the functions' files, and passes it on. */
export class FunctionsBar {
  constructor(model, element) {
    this.element = element;
    this.stops = [
      onFunctions(() => this.#line()),
      listen(model, "code.changed", (news) => this.#changed(news)),
      listen(model, "code.judged", (news) => this.#judged(news)),
    ];
  }

  /** Listens no more. */
  close() {
    for (const stop of this.stops) stop();
  }

  /** Shows what `hello` said. */
  show(answer) {
    facts = answer;
    known = answer.functions ?? [];
    this.#line();
    for (const tell of listeners) tell(null);
  }

  /** A file was saved that holds a function. */
  #changed(news) {
    known = known.map((each) => (each.kind === news.kind ? { ...each, ...news } : each));
    announce(`${news.file} was saved.`);
    for (const tell of listeners) tell([news.kind]);
  }

  /** A file was graded: what is shown of it changes, and nothing starts again. */
  #judged(news) {
    known = known.map((each) => (each.kind === news.kind ? { ...each, state: news.state, why: news.why } : each));
    this.#line();
  }

  #line() {
    if (known.length === 0) return this.element.replaceChildren();
    const users = known.map(whose);
    const yours = users.filter((who) => who === "yours").length;
    const failing = known.filter((each) => each.state === "raises" && whose(each) === "yours").length;
    const words = `${yours} of ${known.length} functions are yours${failing ? `, ${failing} failing` : ""}`;
    const line = button(words, () => openDialog({ title: "Whose functions run", body: this.#rows() }), { class: `functions-line ${failing ? "failing" : ""}` });
    refill(this.element, line);
  }

  #rows() {
    const said = make("p", null, "The lab runs your own functions. One that you have not written is lent by the course, and marked as the reference.");
    const list = make("ul", { class: "functions-list" });
    const fill = () => refill(list, known.map((each) => row(each, fill)));
    fill();
    return [said, list];
  }
}

function row(each, again) {
  const who = whose(each);
  const other = who === "yours" ? "reference" : "yours";
  const label = other === "yours" ? "Use mine" : "Use the reference";
  const isAbsent = each.state === "missing" || each.state === "not_written";
  const swap = other === "yours" && isAbsent ? null : button(label, () => (choose(each.kind, other), again()), { "aria-label": `${label} for ${each.title}` });
  const link = make("a", { href: fragment("read", { problem: each.problem }), onclick: (event) => event.target.closest("dialog").close() }, each.title);
  const why = each.why ? make("p", { class: "why" }, withCode(each.why)) : null;
  return make("li", null, make("div", { class: "who" }, link, make("code", null, each.file ?? ""), why), badge(each.kind), swap);
}
