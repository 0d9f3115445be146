/** The curves of a run while they grow: the mean of all seeds with their range, or each seed by itself. */

import { linesChart } from "../charts/lines.js";
import { button } from "../parts/elements.js";

/** A chart that takes parts `{seed, series, from, values}` as they come. */
export function growing(given) {
  const { chart } = given;
  let values = new Map();
  let seeds = [];
  let isSingle = false;
  let isWaiting = false;
  const shown = linesChart({ title: given.title, axes: [chart.x_label, chart.y_label], runs: runs(), domain: { x: [chart.x[0], chart.x.at(-1)], y: [0, chart.top] }, level: "h3" });
  shown.element.classList.add("live");
  const toggle = button("Single runs", () => {
    isSingle = !isSingle;
    toggle.setAttribute("aria-pressed", String(isSingle));
    shown.show(runs());
  }, { "aria-pressed": "false" });

  function runs() {
    return chart.series.map((name) => run(chart, name, seeds.map((seed) => values.get(`${seed} ${name}`) ?? []), isSingle));
  }

  function later() {
    if (isWaiting) return;
    isWaiting = true;
    requestAnimationFrame(() => {
      isWaiting = false;
      shown.show(runs());
    });
  }

  return {
    element: shown.element,
    toggle,
    clear() {
      values = new Map();
      later();
    },
    expect(all) {
      seeds = all;
    },
    add({ seed, series, from, values: more }) {
      const key = `${seed} ${series}`;
      if (!values.has(key)) values.set(key, []);
      more.forEach((value, i) => (values.get(key)[from + i] = value));
      later();
    },
    /** One series over all seeds, for the comparison. */
    of: (name) => run(chart, name, seeds.map((seed) => values.get(`${seed} ${name}`) ?? []), false),
  };
}

/** The mean at each place over the seeds that have come so far, with their lowest and highest. */
function run(chart, name, every, isSingle) {
  const known = chart.x.map((_, i) => every.map((values) => values[i]).filter((value) => value !== undefined));
  const count = known.findLastIndex((values) => values.length > 0) + 1;
  const some = known.slice(0, count);
  const mean = some.map((values) => values.reduce((sum, value) => sum + value, 0) / values.length);
  const has = some.some((values) => values.length > 1);
  const base = { name, x: chart.x.slice(0, count), y: mean, is_points: chart.is_points };
  if (isSingle) return { ...base, singles: every.filter((values) => values.length) };
  return has ? { ...base, low: some.map((values) => Math.min(...values)), high: some.map((values) => Math.max(...values)) } : base;
}
