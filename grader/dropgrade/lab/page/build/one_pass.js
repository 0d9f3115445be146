/** A training pass over the network as it is now: values, masks and survivors, by the functions that are in use. */

import { problemOf } from "../asking.js";
import { chosenSet, classNames } from "../data_sets.js";
import { referenceOffer } from "../functions.js";
import { make, refill } from "../parts/elements.js";
import { icon, labelledButton } from "../parts/icons.js";
import { announce, problemNotice } from "../parts/notices.js";
import { fragment } from "../parts/settings.js";
import { moments } from "../watch/timeline.js";
import { keptIn, passAt, scalar } from "../watch/passes.js";
import { capital } from "../watch/telling.js";
import { Training } from "../watch/training.js";

const FIRST = "One example goes through this network, with coins drawn by your own dropout where you have written it.";
const SOON = 250; // milliseconds after a change until the pass is made again

/** The way on: the same network in training. */
function watchLink() {
  const link = make("a", { class: "button primary", href: fragment("watch") }, "Watch it train");
  link.append(icon("forward"));
  return link;
}

export class OnePass {
  /** @param {object} state of Build  @param {object} stage */
  constructor(state, stage) {
    Object.assign(this, { state, stage, isOn: false, step: 0, arrays: null });
    this.training = new Training(state.model, { started: () => {}, epoch: () => this.#ready(), ended: () => this.#ended(), failed: (problem) => this.#failed(problem) });
    this.toggle = labelledButton("play", "Try a training pass", () => this.#turn(!this.isOn), { "aria-pressed": "false" });
    this.again = labelledButton("dice", "Other coins", () => this.#next(), { hidden: true });
    this.words = make("p", { class: "help", role: "status" }, FIRST);
    this.trouble = make("div");
    this.element = make("div", { class: "one-pass" }, make("div", { class: "toolbar" }, this.toggle, this.again, this.words, watchLink()), this.trouble);
  }

  /** The network has changed: what was shown is no longer its. */
  changed() {
    const now = JSON.stringify(this.state.network);
    if (now === this.network) return;
    this.network = now;
    this.#clear();
    clearTimeout(this.timer);
    if (this.isOn) this.timer = setTimeout(() => this.#start(), SOON);
  }

  /** The shares in which the coins of a layer kept. */
  kept(column) {
    return keptIn(this.arrays, this.training.counts, column);
  }

  close() {
    clearTimeout(this.timer);
    this.training.close();
  }

  #turn(on) {
    this.isOn = on;
    this.toggle.setAttribute("aria-pressed", String(on));
    this.again.hidden = !on;
    if (on) this.#start();
    else this.#clear();
  }

  #clear() {
    this.arrays = null;
    this.training.counts = null;
    this.stage.showPass({});
    this.words.textContent = FIRST;
    refill(this.trouble);
  }

  #start() {
    const { network, counted } = this.state;
    if (!counted || counted.faults.length) return;
    this.set = chosenSet(network, "digits");
    this.training.start({ network, data: this.set?.name ?? "digits", epochs: 1 });
  }

  #next() {
    if (!this.training.trained) return;
    this.step = (this.step + 1) % this.training.trained;
    this.#ready();
  }

  async #ready() {
    if (!this.isOn) return;
    try {
      this.step = Math.min(this.step, this.training.trained - 1);
      const answer = await this.training.step(this.step, 0);
      if (answer && this.isOn) this.#show(answer.arrays);
    } catch (failure) {
      this.#failed(problemOf(failure));
    }
  }

  #show(arrays) {
    refill(this.trouble);
    this.arrays = arrays;
    const { network } = this.state;
    const layers = network.layers.length;
    const { short, long } = classNames(this.set?.name, network.layers.at(-1).units);
    this.stage.showPass(passAt(arrays, network, moments(layers) / 2, short));
    const example = capital(long[scalar(arrays, "label")]);
    const coins = `through the network with the coins of training step ${this.step + 1}`;
    this.words.textContent = `${example}, ${coins}. Point at a unit to see its value.`;
  }

  async #ended() {
    await this.training.count();
    this.stage.repaint();
  }

  #failed(problem) {
    if (!this.isOn) return;
    this.#clear();
    announce(problem.message);
    refill(this.trouble, problemNotice(problem, referenceOffer(problem)));
  }
}
