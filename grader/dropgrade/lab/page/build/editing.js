/** Changes to a network. Pure: a network in, a new network out; what is not changed is shared. */

import { kindOf, newLayer } from "../drawing/kinds.js";

/** Puts a new layer of a kind at a place among the layers (0 is after the input). */
export function added(network, at, kind, shapes) {
  const before = shapes[at] ?? [16];
  return put(network, at, 0, newLayer(kind, before.at(-1)));
}

/** Leaves a layer out. */
export const removed = (network, at) => put(network, at, 1);

/** Changes fields of a layer. */
export const changed = (network, at, changes) => put(network, at, 1, { ...network.layers[at], ...changes });

/** Moves a layer towards the input (-1) or the output (1); at the ends, and around the output, the network stays as it is. */
export function shifted(network, at, step) {
  const to = at + step;
  if (!isMovable(network, at) || !isMovable(network, to)) return network;
  const layers = [...network.layers];
  [layers[at], layers[to]] = [layers[to], layers[at]];
  return { ...network, layers };
}

/** Whether a layer may be moved or taken away: the output may not. */
export const isMovable = (network, at) => at >= 0 && at < network.layers.length && network.layers[at].kind !== "output";

/** Makes a layer wider or narrower, by about a quarter and at least one unit; null where it has no width. */
export function resized(network, at, direction) {
  const field = kindOf(network.layers[at]).fields.find(({ key }) => key === "units" || key === "channels");
  if (!field) return null;
  const now = network.layers[at][field.key];
  const step = Math.max(1, Math.round(now / 4)) * direction;
  return changed(network, at, { [field.key]: Math.min(field.max, Math.max(field.min, now + step)) });
}

function put(network, at, without, ...layers) {
  return { ...network, layers: [...network.layers.slice(0, at), ...layers, ...network.layers.slice(at + without)] };
}

/** The units inside a residual branch; null where a layer has none. */
export function branchWidth(layer) {
  return layer.layers?.[0]?.units ?? null;
}

/** A residual branch with another number of units inside; what it gives back keeps its shape. */
export function withBranchWidth(layer, units) {
  return { layers: [{ ...layer.layers[0], units }, ...layer.layers.slice(1)] };
}

/** Whether a layer of a kind can follow a shape: some need maps, a sequence, or units in a row. */
export function fits(kind, shape) {
  if (["conv", "spatial_dropout_2d", "dropblock"].includes(kind)) return shape.length === 3;
  if (kind === "spatial_dropout_1d") return shape.length === 2;
  if (kind === "dense") return shape.length < 3;
  if (["dropconnect", "targeted_dropout", "stochastic_depth"].includes(kind)) return shape.length === 1;
  if (kind === "flatten") return shape.length > 1;
  return true;
}
