/** What the hint says of a layer or a unit: its value, its mask, how often it was kept. Pure. */

import { described, plain } from "./kinds.js";

/**
 * @param {import("./layout.js").Column} column
 * @param {number | null} unit
 * @param {object} [pass] see painter.js
 * @param {{batch?: ArrayLike<number>, all?: ArrayLike<number>}} [kept] shares in which each coin of this layer kept
 */
export function hintText(column, unit, pass = {}, kept = {}) {
  const about = described(column.layer, column.shape);
  if (unit === null) return about;
  const at = (values) => values?.[column.index]?.[unit];
  const share = (values) => (values?.[unit] === undefined ? null : plain(Math.round(1000 * values[unit]) / 10));
  const coin = at(pass.masks);
  return [
    `${column.square ? "Value" : "Unit"} ${unit} of ${about}`,
    at(pass.values) !== undefined && `value ${plain(at(pass.values))}`,
    pass.phase === "backward" && at(pass.gradients) !== undefined && `gradient ${plain(at(pass.gradients))}`,
    coin !== undefined && `mask ${coin === 0 ? "0: dropped" : "1: kept"}`,
    share(kept.batch) !== null && `kept in ${share(kept.batch)} % of this batch`,
    share(kept.all) !== null && `kept in ${share(kept.all)} % of the whole training`,
  ]
    .filter(Boolean)
    .join("\n");
}
