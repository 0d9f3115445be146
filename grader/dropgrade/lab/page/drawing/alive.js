/** Which units have a part in a forward pass, and which of their edges are gone. Pure. */

import { kindOf } from "./kinds.js";

/**
 * For each column the units that are dropped there or further on, before the next layer that mixes units.
 * @param {import("./layout.js").Column[]} columns
 * @param {(ArrayLike<number> | null)[]} masks of each column; 0 is dropped
 * @returns {((unit: number) => boolean)[]}
 */
export function droppedIn(columns, masks) {
  const found = columns.map(() => () => false);
  for (let c = columns.length - 1; c >= 0; c -= 1) {
    const own = masks[c];
    const next = columns[c + 1];
    const later = next && keepsUnits(next, columns[c]) ? found[c + 1] : () => false;
    found[c] = own ? (unit) => own[unit] === 0 || later(unit) : later;
  }
  return columns.map((column, c) => (unit) => found[c](unit) || earlier(columns, masks, c, unit));
}

/** Whether a unit was dropped in a layer before, since units were last mixed. */
function earlier(columns, masks, c, unit) {
  for (let k = c; k > 0 && keepsUnits(columns[k], columns[k - 1]); k -= 1) if (masks[k - 1]?.[unit] === 0) return true;
  return false;
}

/** Whether a layer works entry by entry: its unit i is made from unit i before it alone. */
export function keepsUnits(column, before) {
  return column.total === before.total && !kindOf(column.layer).mixes;
}
