/** Where Watch is: a step of the training, and a moment within it. Pure. */

/**
 * The moments of a step for a network of n layers: 0 the input, 1 to n forward through the layers, n + 1 the loss, then backward from
 * layer n to layer 1. The last one holds the whole way back; the update follows with the next step.
 */
export const moments = (n) => 2 * n + 2;

/** What a moment shows: a phase, and the layer that it has reached. */
export function momentAt(moment, n) {
  if (moment <= n) return { phase: "forward", layer: moment };
  if (moment === n + 1) return { phase: "loss", layer: n };
  return { phase: "backward", layer: Math.max(1, 2 * n + 2 - moment) };
}

/** The place after a move by moments; at the ends of the training it stays. */
export function movedBy({ step, moment }, by, n, steps) {
  const all = moments(n);
  const place = Math.max(0, Math.min(steps * all - 1, step * all + moment + by));
  return { step: Math.floor(place / all), moment: place % all };
}

/** How fast it goes: what a tick moves by, and how many ticks there are in a second. */
export const SPEEDS = [
  { name: "a layer in 2 seconds", unit: "moment", each: 0.5 },
  { name: "a layer a second", unit: "moment", each: 1 },
  { name: "3 layers a second", unit: "moment", each: 3 },
  { name: "8 layers a second", unit: "moment", each: 8 },
  { name: "a step a second", unit: "step", each: 1 },
  { name: "4 steps a second", unit: "step", each: 4 },
  { name: "12 steps a second", unit: "step", each: 12 },
  { name: "200 steps a second", unit: "step", each: 12, stride: 17 },
];
