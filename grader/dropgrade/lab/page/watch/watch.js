/** Watch: the steps of a real training, one at a time, forward and backward, with the masks that were drawn in it. */

import { ask, problemOf } from "../asking.js";
import { BuildState, parametersOf, shapesOf } from "../build/state.js";
import { chosenSet, classNames } from "../data_sets.js";
import { hintText } from "../drawing/hint_text.js";
import { Stage } from "../drawing/stage.js";
import { calm } from "../drawing/theme.js";
import { referenceOffer } from "../functions.js";
import { make, refill } from "../parts/elements.js";
import { problemNotice } from "../parts/notices.js";
import { fragment, readSettings, writeSettings } from "../parts/settings.js";
import { controls } from "./controls.js";
import { curvesPanel } from "./curves.js";
import { masksPanel } from "./masks.js";
import { keptIn, passAt } from "./passes.js";
import { settingsFrom, settingsPanel } from "./settings_panel.js";
import { inWords } from "./telling.js";
import { moments, movedBy, SPEEDS } from "./timeline.js";
import { Training } from "./training.js";

const KEYS = ". Keys on the drawing: . and , for a layer, n and b for a step, p to play.";
const SAME = "This step was repeated: the same seed, the same masks, the same loss.";
const OTHER = "This step did not come out as in the training: a function is not repeatable.";

class Watch {
  constructor(model, el) {
    const found = readSettings("watch");
    this.model = model;
    this.network = new BuildState(model, () => {}).network;
    this.settings = settingsFrom(found);
    this.settings.data = chosenSet(this.network, this.settings.data)?.name;
    this.place = { step: Number(found.step) || 0, moment: Number(found.moment) || 0 };
    this.speed = Math.min(SPEEDS.length - 1, Number(found.speed ?? 2) || 0);
    this.arrays = null;
    this.stage = new Stage("The network in training, layer by layer", { says: (target) => this.#says(target), key: (key) => this.#key(key) });
    this.controls = controls(
      {
        play: () => this.#play(!this.timer),
        moment: (by) => this.#move(by),
        step: (by) => this.#step(by),
        to: (step) => this.#to(step),
        speed: (index) => this.#faster(index),
      },
      this.speed,
    );
    this.masks = masksPanel();
    this.curves = curvesPanel((epoch) => this.#to(epoch * (this.training.perEpoch ?? 0)));
    this.training = new Training(model, {
      started: () => this.#started(),
      epoch: () => this.#epoch(),
      ended: (how) => this.#ended(how),
      failed: (problem) => this.#failed(problem),
    });
    this.#compose(el);
  }

  #compose(el) {
    this.trouble = make("div", { class: "trouble" });
    this.heading = make("h2", null, "");
    this.words = make("p", null, "");
    const now = make("section", { class: "panel now", "aria-label": "What happens now", "aria-live": "polite" }, this.heading, this.words);
    const settings = settingsPanel(this.network, this.settings, (changes) => this.#change(changes));
    const change = make("a", { href: fragment("build") }, "Change the network");
    const name = make("p", { class: "help" }, `${this.network.name}. `, change, make("span", { class: "keys" }, KEYS));
    el.append(
      make("h1", { class: "unseen" }, "Watch a network train"),
      this.trouble,
      make(
        "div",
        { class: "watch" },
        make("div", { class: "drawing" }, this.controls.element, this.stage.element, legend(), this.controls.where, name),
        make("div", { class: "side" }, now, this.curves.element, this.masks.element, settings),
      ),
    );
  }

  async begin() {
    const counted = await ask(this.model, "network.check", { network: this.network });
    this.stage.show(this.network, shapesOf(this.network, counted), parametersOf(counted));
    if (counted.faults.length) return refill(this.trouble, problemNotice({ message: counted.faults.join(" "), hint: "Change the network in Build." }));
    this.#start();
  }

  close() {
    this.#play(false);
    this.training.close();
    this.stage.close();
  }

  #start() {
    const { example, ...settings } = this.settings;
    this.training.start({ network: this.network, ...settings });
  }

  #change(changes) {
    Object.assign(this.settings, changes);
    writeSettings("watch", changes);
    this.#start();
  }

  #started() {
    refill(this.trouble);
    this.arrays = null;
    this.heading.textContent = "The training starts";
    this.words.textContent = "";
    this.curves.show([]);
  }

  #epoch() {
    this.curves.show(this.training.epochs, this.place.step / this.training.perEpoch);
    if (!this.arrays) this.#look();
    else this.#line();
  }

  async #ended({ divergedAt, printed }) {
    if (divergedAt) refill(this.trouble, problemNotice({ message: `In epoch ${divergedAt} the loss stopped being a number.`, hint: "Take a smaller learning rate." }));
    if (printed) this.trouble.append(printedBy(printed));
    if (!this.training.trained) return;
    await this.training.count();
    this.masks.show(this.arrays, this.network, this.training.counts);
    this.#look();
  }

  #failed(problem) {
    this.#play(false);
    refill(this.trouble, problemNotice(problem, referenceOffer(problem)));
    this.arrays = null;
    this.stage.showPass({});
    this.heading.textContent = "The training has stopped";
    this.words.textContent = "Fix the function and save its file: the training starts again by itself.";
  }

  get layers() {
    return this.network.layers.length;
  }

  /** Fetches the step and shows the moment; of several that were asked for, the last one is shown. */
  async #look() {
    const steps = this.training.trained;
    if (!steps || (this.place.step >= steps && !this.training.isOver)) return;
    this.place.step = Math.min(this.place.step, steps - 1);
    const wanted = (this.wanted = `${this.place.step}/${this.settings.example}`);
    try {
      const answer = await this.training.step(this.place.step, this.settings.example);
      if (answer && wanted === this.wanted) this.#shown(answer);
    } catch (failure) {
      if (!this.training.problem) refill(this.trouble, problemNotice(problemOf(failure)));
    }
  }

  #shown({ arrays }) {
    const isNew = this.arrays !== arrays;
    this.arrays = arrays;
    const classes = classNames(this.settings.data, this.network.layers.at(-1).units);
    this.stage.showPass(passAt(arrays, this.network, this.place.moment, classes.short));
    [this.heading.textContent, this.words.textContent] = inWords(arrays, this.network, this.place.moment, classes.long);
    if (isNew) this.masks.show(arrays, this.network, this.training.counts);
    if (isNew) this.curves.mark(this.place.step / this.training.perEpoch);
    this.#line();
  }

  #line() {
    const same = this.arrays?.same?.values[0];
    const words = same === undefined ? "" : same ? SAME : OTHER;
    this.controls.show(this.place, this.training.trained, this.training.perEpoch ?? 1, words);
    clearTimeout(this.writing);
    this.writing = setTimeout(() => writeSettings("watch", { step: this.place.step || null, moment: this.place.moment || null }), 300);
  }

  #move(by) {
    const steps = Math.max(1, this.training.trained);
    const before = JSON.stringify(this.place);
    this.place = movedBy(this.place, by, this.layers, steps);
    if (JSON.stringify(this.place) === before && this.timer && this.training.isOver) this.#play(false);
    return this.#look();
  }

  #step(by) {
    return this.#move(by * moments(this.layers));
  }

  #to(step) {
    this.place.step = Math.max(0, Math.round(step));
    this.#look();
  }

  #faster(index) {
    this.speed = index;
    writeSettings("watch", { speed: index });
    if (this.timer) this.#play(true);
  }

  #play(on) {
    clearTimeout(this.timer);
    this.timer = on ? setTimeout(() => this.#tick(), 0) : 0;
    this.controls.playing(on);
  }

  async #tick() {
    const { unit, each, stride = 1 } = SPEEDS[this.speed];
    const began = performance.now();
    if (unit === "step" && this.place.moment === 0) this.place.moment = this.layers;
    await (unit === "moment" ? this.#move(1) : this.#step(stride));
    if (!this.timer) return;
    const pause = (1000 / each) * (unit === "step" ? stride : 1);
    this.timer = setTimeout(() => this.#tick(), Math.max(calm() ? 250 : 0, pause - (performance.now() - began)));
  }

  #key(key) {
    const does = { ".": () => this.#move(1), ",": () => this.#move(-1), n: () => this.#step(1), b: () => this.#step(-1), p: () => this.#play(!this.timer) }[key];
    does?.();
    return Boolean(does);
  }

  #says({ column, unit }) {
    const kept = keptIn(this.arrays, this.training.counts, column);
    return hintText(this.stage.layout.columns[column], unit, this.arrays ? this.stage.pass : {}, kept);
  }
}

/** What the student's functions printed, to be opened. */
function printedBy(printed) {
  const text = make("pre", { class: "program", tabindex: "0" }, printed);
  return make("details", { class: "panel" }, make("summary", null, "Your functions printed"), text);
}

function legend() {
  const entries = [
    ["kept", "kept: a filled gate"],
    ["dropped", "dropped: dashed and crossed out"],
    ["positive", "above 0: orange disc"],
    ["negative", "below 0: blue disc with a bar"],
  ];
  return make("ul", { class: "legend" }, entries.map(([kind, words]) => make("li", null, make("span", { class: `mark ${kind}`, "aria-hidden": "true" }), words)));
}

async function render({ model, el }) {
  const watch = new Watch(model, el);
  await watch.begin();
  return () => watch.close();
}

export default { render };
