/** The view of experiments and figures: a list on the left, one of them on the right. */

import { ask, problemOf } from "../asking.js";
import { figurePage } from "../figures/figure.js";
import { hello } from "../functions.js";
import { make, refill } from "../parts/elements.js";
import { problemNotice } from "../parts/notices.js";
import { readSettings, writeSettings } from "../parts/settings.js";
import { experimentPage } from "./one_experiment.js";

const STATES = { "": "", predicted: "predicted", run: "run", explained: "done" };
const SIGNS = { "": "○", predicted: "◔", run: "◑", explained: "●" };

/** Draws the view; the function that is returned ends what still runs. */
async function render({ model, el }) {
  const { experiments } = await ask(model, "experiment.list");
  const { figures } = hello();
  const side = make("nav", { class: "contents", "aria-label": "Experiments and figures" });
  const place = make("div", { class: "one" });
  el.classList.add("experiments");
  refill(el, side, place);
  let leave = () => {};

  async function open(changes, { focus = true } = {}) {
    leave();
    writeSettings("experiment", changes);
    const settings = readSettings("experiment");
    const isFigure = figures.some((each) => each.name === settings.figure);
    const name = isFigure ? settings.figure : experiments.some((each) => each.name === settings.name) ? settings.name : experiments[0].name;
    list(isFigure ? null : name, isFigure ? name : null);
    refill(place);
    const page = isFigure ? figurePage : experimentPage;
    try {
      leave = await page({ model, place, name, given: figures.find((each) => each.name === name), progressed: (state) => progressed(name, state), next: () => open({ name: following(name), figure: null }) });
      if (focus) place.querySelector("h1")?.focus();
    } catch (failure) {
      leave = () => {};
      refill(place, problemNotice(problemOf(failure)));
    }
  }

  const following = (name) => experiments[(experiments.findIndex((each) => each.name === name) + 1) % experiments.length].name;

  function progressed(name, state) {
    experiments.find((each) => each.name === name).state = state;
    list(name, null);
  }

  function list(name, figure) {
    const entry = (each, i) => item(`${i + 1}. ${each.title}`, { name: each.name, figure: null }, each.name === name, each.state);
    const guided = experiments.filter((each) => each.guided).map(entry);
    const others = experiments.filter((each) => !each.guided).map((each, i) => entry(each, i + guided.length));
    const pictures = figures.map((each) => item(each.title, { figure: each.name, name: null }, each.name === figure));
    const focused = side.contains(document.activeElement) && document.activeElement.dataset.to;
    refill(side, group("Guided experiments", guided), group("More experiments", others), group("Figures of the articles", pictures));
    if (focused) side.querySelector(`[data-to="${focused}"]`)?.focus();
    const current = side.querySelector("[aria-current]");
    if (current) side.scrollTop = Math.max(0, current.offsetTop - side.clientHeight / 2); // moves nothing but the list
  }

  function item(title, changes, isCurrent, state) {
    const to = changes.figure ?? changes.name;
    const sign = state === undefined ? null : make("span", { class: "sign", "aria-hidden": "true" }, SIGNS[state]);
    const word = STATES[state] ? make("span", { class: "unseen" }, ` (${STATES[state]})`) : null;
    const press = () => open(changes);
    return make("li", null, make("button", { type: "button", "data-to": to, "aria-current": isCurrent ? "page" : null, onclick: press }, sign, make("span", null, title, word)));
  }

  await open({}, { focus: false });
  return () => leave();
}

function group(title, items) {
  return make("details", { open: innerWidth > 800 }, make("summary", null, title), make("ul", null, items));
}

export default { render };
