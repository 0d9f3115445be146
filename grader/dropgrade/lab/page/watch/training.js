/** A training on the lab's side: started, followed, asked for any of its steps, and started again when a function changes. */

import { ask, listen, problemOf } from "../asking.js";
import { inUse, onFunctions } from "../functions.js";

const KEPT = 40; // steps that are kept here, so that going back and forth asks nothing

export class Training {
  /**
   * @param {object} model
   * @param {{started: () => void, epoch: () => void, ended: (how: {divergedAt: number | null, printed: string}) => void, failed: (problem: object) => void}} tell
   */
  constructor(model, tell) {
    Object.assign(this, { model, tell, run: null, epochs: [], problem: null, settings: null, starts: 0 });
    this.seen = new Map();
    this.early = []; // epochs that came before the answer which says whose they are
    this.stops = [
      ...["train.epoch", "train.ended", "train.failed"].map((event) => listen(model, event, (news) => this.#hear(news))),
      onFunctions((kinds) => this.#changed(kinds)),
    ];
  }

  /** Starts with settings: network, data, seed, epochs, lr, momentum, batch. */
  async start(settings) {
    this.settings = settings;
    const number = (this.starts += 1);
    Object.assign(this, { run: null, epochs: [], problem: null, isOver: false, counts: null, whose: null });
    this.seen.clear();
    this.early = [];
    this.tell.started();
    try {
      const answer = await ask(this.model, "train.start", { ...settings, use: inUse() });
      if (number !== this.starts) return;
      this.run = answer.run;
      this.perEpoch = answer.steps;
      this.whose = answer.whose;
      for (const news of this.early.splice(0)) this.#hear(news);
    } catch (failure) {
      if (number === this.starts) this.#failed(problemOf(failure));
    }
  }

  /** Starts again with the same settings and the same seed. */
  again() {
    if (this.settings) this.start(this.settings);
  }

  /** How many steps have been trained. */
  get trained() {
    return this.epochs.length * (this.perEpoch ?? 0);
  }

  /** The arrays of a step, for one example of its batch. */
  async step(step, example) {
    const key = `${step}/${example}`;
    if (!this.seen.has(key)) {
      const run = this.run;
      const answer = await ask(this.model, "train.step", { run, step, example });
      if (run !== this.run) return null;
      this.seen.set(key, answer);
      if (this.seen.size > KEPT) this.seen.delete(this.seen.keys().next().value);
    }
    return this.seen.get(key);
  }

  /** Asks how often each coin has kept so far; `counts` has the shares by layer. */
  async count() {
    const run = this.run;
    const { arrays } = await ask(this.model, "train.counts", { run });
    if (run === this.run) this.counts = arrays;
  }

  /** Listens no more; the lab trains on, and ends this training when another one starts. */
  close() {
    for (const stop of this.stops) stop();
  }

  /** Functions have changed: the training starts again where it uses one of them, or could not start. */
  #changed(kinds) {
    if (!kinds || !this.whose || kinds.some((kind) => kind in this.whose)) this.again();
  }

  /** An event of the training; one that comes before the training has a number waits for it. */
  #hear(news) {
    if (this.run === null) this.early.push(news);
    if (news.run !== this.run) return;
    if (news.event === "train.failed") this.#failed(news.problem);
    else if (news.event === "train.ended") this.#ended(news);
    else {
      this.epochs.push(news);
      this.tell.epoch();
    }
  }

  #ended({ diverged_at: divergedAt, printed }) {
    this.isOver = true;
    this.tell.ended({ divergedAt, printed });
  }

  #failed(problem) {
    this.problem = problem;
    this.tell.failed(problem);
  }
}
