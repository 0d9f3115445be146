/** Axes: places for numbers, ticks at round ones, and how numbers are written. */

/** A function from a value to a place: `linear([0, 10], [40, 600])(5)` is 320. */
export function linear([low, high], [from, to]) {
  const span = high - low || 1;
  const place = (value) => from + ((value - low) / span) * (to - from);
  place.back = (at) => low + ((at - from) / (to - from || 1)) * span;
  return place;
}

/** The points `[x, y]` of a line, as what a path draws. */
export const traced = (points) => points.map(([x, y], k) => `${k ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");

/** About `count` round numbers from low to high. */
export function ticks(low, high, count = 5) {
  const rough = (high - low) / Math.max(1, count);
  if (!(rough > 0)) return [low];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((each) => each * power >= rough * 0.999) * power;
  const found = [];
  for (let n = Math.ceil(low / step - 1e-9); n * step <= high + step * 1e-9; n += 1) found.push(Number((n * step).toPrecision(12)));
  return found;
}

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** A number as a tick has it; `isLog` for exponents of ten. */
export function written(value, isLog = false) {
  if (isLog) return `10${[...String(Math.round(value))].map((digit) => RAISED[digit] ?? "⁻").join("")}`;
  return String(Number(value.toPrecision(3)));
}

/** The smallest and the largest of many numbers; what is not finite does not count. */
export function extent(values) {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : [0, 1];
}
