/** What Build is about: the network with its history, what the lab counts of it, and which layer is edited. */

import { ask } from "../asking.js";
import { hello } from "../functions.js";
import { readSettings, writeSettings } from "../parts/settings.js";
import { begun, changedTo, redone, undone } from "./history.js";
import { asText, fromJson, fromText } from "./written.js";

const SOON = 600; // milliseconds after a change until the lab keeps the network

let histories = null; // outlives the view, so that undo works after a look at another one

export class BuildState {
  /** `tell` is called whenever something changed. */
  constructor(model, tell) {
    this.model = model;
    this.tell = tell;
    this.chosen = 1;
    this.counted = null;
    this.checks = 0;
    this.complaint = "";
    const first = this.#first();
    if (!histories || JSON.stringify(histories.now) !== JSON.stringify(first)) histories = histories ? changedTo(histories, first) : begun(first);
  }

  get network() {
    return histories.now;
  }

  get canUndo() {
    return histories.past.length > 0;
  }

  get canRedo() {
    return histories.future.length > 0;
  }

  /** The shapes of the input and of each layer, as far as they fit. */
  get shapes() {
    return shapesOf(this.network, this.counted);
  }

  get parameters() {
    return parametersOf(this.counted);
  }

  /** Changes the network. */
  change(network, chosen = this.chosen) {
    histories = changedTo(histories, network);
    return this.#went(chosen);
  }

  undo() {
    histories = undone(histories);
    this.#went();
  }

  redo() {
    histories = redone(histories);
    this.#went();
  }

  /** Edits another layer beside the drawing; 0 is the input. */
  choose(column) {
    if (column === this.chosen) return;
    this.chosen = column;
    this.tell();
  }

  /** Takes a network from the text of a file, if it is one; throws in words for a person. */
  async takeJson(text) {
    const network = fromJson(text);
    const { is_network: isNetwork, faults } = await ask(this.model, "network.check", { network });
    if (!isNetwork) throw new Error(faults.join(" "));
    this.complaint = "";
    await this.change(network, 0);
  }

  /** Asks the lab what the network comes to, and tells; an invalid network is replaced by the first preset. */
  async check() {
    const number = (this.checks += 1);
    const counted = await ask(this.model, "network.check", { network: this.network });
    if (number !== this.checks) return;
    if (!counted.is_network) {
      this.complaint = counted.faults.join(" ");
      histories = begun(presets()[0].network);
      return this.check();
    }
    this.counted = counted;
    this.tell();
  }

  #went(chosen = this.chosen) {
    this.complaint = "";
    this.chosen = Math.max(0, Math.min(chosen, this.network.layers.length));
    const settings = { net: asText(this.network), name: this.network.name };
    writeSettings("build", settings);
    clearTimeout(this.keeping);
    this.keeping = setTimeout(() => this.#keep(settings), SOON);
    this.tell();
    return this.check();
  }

  /** Has the lab keep the network in the workspace; where it cannot, that is said, and the address still holds it. */
  async #keep(settings) {
    try {
      await ask(this.model, "page.keep", settings);
    } catch (failure) {
      this.complaint = failure.message;
      this.tell();
    }
  }

  /** The network to begin with: of the address, else the last one, else the first preset. */
  #first() {
    const { net, name } = readSettings("build");
    try {
      if (net) return fromText(net, name);
    } catch (error) {
      this.complaint = error.message;
    }
    return histories?.now ?? kept() ?? presets()[0].network;
  }
}

/** The shapes of the input and of each layer, as far as the lab could count them. */
export const shapesOf = (network, counted) => [[network.input].flat(), ...(counted?.layers ?? []).map((layer) => layer.shape)];

/** The parameters of the input, which has none, and of each layer. */
export const parametersOf = (counted) => [0, ...(counted?.layers ?? []).map((layer) => layer.parameters)];

/** The network that was built last in this workspace, if any. */
function kept() {
  try {
    return fromText(hello().kept.net, hello().kept.name);
  } catch {
    return null;
  }
}

/** The networks to start from, as `{key, network}`. */
export function presets() {
  const known = hello().presets ?? [];
  const first = known.find((preset) => preset.key === "digits");
  return first ? [first, ...known.filter((preset) => preset !== first)] : known;
}
