/** What the lab answers of a step, as what the drawing shows. Pure. */

import { kindOf } from "../drawing/kinds.js";
import { momentAt } from "./timeline.js";

/** The arrays of a step by layer: for each column (the input first) what is known by that name, or null. */
function byColumn(arrays, layers, name) {
  return Array.from({ length: layers + 1 }, (_, c) => arrays[`${c}/${name}`] ?? null);
}

/** The shares in which the coins of a layer kept, in a step's batch and so far in a training. */
export const keptIn = (arrays, counts, column) => ({ batch: arrays?.[`${column}/kept`]?.values, all: counts?.[column]?.values });

/** A number of a step: its loss, its label and so on. */
export const scalar = (arrays, name) => Number(arrays[name]?.values[0] ?? Number.NaN);

/** The softmax of the last layer's numbers: a probability for each class. */
export function softmax(values) {
  const most = Math.max(...values);
  const powers = Array.from(values, (value) => Math.exp(value - most));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** A step at a moment, for the drawing; `names` are those of the classes. */
export function passAt(arrays, network, moment, names) {
  const layers = network.layers.length;
  const { phase, layer } = momentAt(moment, layers);
  const isBack = phase === "backward";
  const values = flat(byColumn(arrays, layers, "out"));
  values[0] = arrays.input.values;
  if (values[layers]) values[layers] = softmax(values[layers]);
  const masks = flat(byColumn(arrays, layers, "mask"));
  const drops = (column) => (column === 0 ? null : kindOf(network.layers[column - 1]).drops);
  return {
    values,
    gradients: flat(byColumn(arrays, layers, "gradient")),
    masks: masks.map((mask, c) => (["weights", "branch"].includes(drops(c)) ? null : mask)),
    weightMasks: masks.map((mask, c) => (drops(c) === "weights" ? mask : null)),
    weights: byColumn(arrays, layers, isBack ? "W_gradient" : "W").map((found) => (found?.shape.length === 2 ? found : null)),
    notes: masks.map((mask, c) => (drops(c) === "branch" ? branchNote(mask) : factorNote(facts(arrays, c)))),
    classes: names ? { names, right: scalar(arrays, "label") } : null,
    phase: isBack ? "backward" : "forward",
    reached: layer,
  };
}

const flat = (found) => found.map((array) => array?.values ?? null);

const branchNote = (mask) => mask && (mask[0] ? "branch taken" : "branch skipped");

/** What the coins of a mask decided: how many of what were kept. Maps and features have one coin for all their values. */
export function coinsOf({ values, shape }, drops) {
  const stride = { maps: shape.slice(1).reduce((product, n) => product * n, 1), features: 1 }[drops] ?? 1;
  const total = { maps: shape[0], features: shape.at(-1) }[drops] ?? values.length;
  let kept = 0;
  for (let i = 0; i < total; i += 1) if (values[i * stride] !== 0) kept += 1;
  const noun = { maps: "maps", features: "features", weights: "weights", branch: "branch" }[drops] ?? (shape.length > 1 ? "values" : "units");
  return { kept, total, noun };
}

/** The factor of the survivors as a note: × 2. */
const factorNote = (found) => (found && Number.isFinite(found.factor) && Math.abs(found.factor - 1) > 1e-6 ? `× ${Number(found.factor.toPrecision(3))}` : null);

/** What a layer's coins did in a step: kept share of the batch, factor of the survivors, entries that contradict the mask. */
export function facts(arrays, column) {
  const found = arrays[`${column}/facts`]?.values;
  return found ? { kept: found[0], factor: found[1], odd: found[2] } : null;
}
