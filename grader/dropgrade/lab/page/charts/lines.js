/** Lines over an axis, with bands or single runs; a slider below reads all of them at one place. */

import { draw, make } from "../parts/elements.js";
import { axes, chart, EDGE, fillLegend } from "./frame.js";
import { extent, linear, ticks, traced, written } from "./scales.js";
import { looks, marker, sample } from "./styles.js";

const MOST_MARKERS = 12;
const MOST_ROWS = 60;

/**
 * @param {{title: string, axes: [string, string], runs: object[], levels?: [string, number][], is_log?: boolean,
 *          note?: string, level?: string, domain?: {x?: number[], y?: number[]}, styles?: object[]}} data
 *        a run is {name, x, y, low?, high?, singles?, is_points?}
 * @returns {{element: Element, show: (runs: object[]) => void}}
 */
export function linesChart(data) {
  let runs = data.runs;
  let at = null;
  const isLog = data.is_log ?? false;
  const given = data.domain ?? {};
  const levels = data.levels ?? [];
  const styleOf = () => data.styles ?? looks(runs.map((run) => run.name));
  const domains = () => ({
    x: given.x ?? extent(runs.flatMap((run) => run.x)),
    y: given.y ?? grown(extent(runs.flatMap((run) => [...run.y, ...(run.low ?? []), ...(run.high ?? [])]).concat(levels.map(([, height]) => height)))),
  });
  const reader = make("input", { type: "range", class: "reader", min: 0, max: 0, step: 1, "aria-label": `${data.title}: read at` });
  const reading = make("p", { class: "reading" });

  function paint(width, height) {
    const domain = domains();
    const x = linear(domain.x, [EDGE.left, width - EDGE.right]);
    const y = linear(domain.y, [height - EDGE.bottom, EDGE.top]);
    const styles = styleOf();
    const marks = levels.map(([words, value]) => level(words, y(value), width));
    const frame = axes({
      x, y, width, height, xName: data.axes[0], yName: data.axes[1],
      xTicks: xTicks(domain.x, width), yTicks: ticks(...domain.y, 5),
      xText: (value) => written(value), yText: (value) => written(value, isLog),
    });
    return [frame, runs.map((run, i) => band(run, styles[i], x, y)), runs.map((run, i) => line(run, styles[i], x, y)), marks, cursor(x, y, styles, height)];
  }

  /** Places that are few have a tick each. */
  function xTicks(domain, width) {
    const all = places();
    return all.length > 1 && all.length <= 6 ? all : ticks(...domain, width < 420 ? 4 : 8);
  }

  function cursor(x, y, styles, height) {
    if (at === null) return [];
    const place = places()[at];
    const dots = runs.map((run, i) => {
      const k = run.x.indexOf(place);
      return k >= 0 && Number.isFinite(run.y[k]) ? marker(styles[i].shape, x(place), y(run.y[k]), 5, styles[i].colour) : null;
    });
    return [draw("line", { class: "cursor", x1: x(place), x2: x(place), y1: EDGE.top, y2: height - EDGE.bottom }), dots];
  }

  const places = () => [...new Set(runs.flatMap((run) => run.x))].sort((a, b) => a - b);
  const label = () => `${data.title}. ${runs.filter((run) => run.y.length).map((run) => inWords(run, data.axes, isLog)).join(" ")}`;
  const frame = chart({ title: data.title, label, paint, numbers: () => numbers(runs, data.axes, places()), note: data.note, level: data.level });

  function read(index) {
    const all = places();
    at = all.length ? Math.max(0, Math.min(all.length - 1, index)) : null;
    const words = at === null ? "" : `${data.axes[0]} ${written(all[at])}: ${runs.map((run) => valueAt(run, all[at], isLog)).filter(Boolean).join(", ")}`;
    reading.textContent = words;
    reader.value = String(at ?? 0);
    reader.setAttribute("aria-valuetext", words);
    frame.repaint();
  }
  reader.addEventListener("input", () => read(Number(reader.value)));
  frame.picture.addEventListener("pointermove", (event) => {
    const box = frame.picture.getBoundingClientRect();
    const all = places();
    if (!all.length) return;
    const wanted = linear(domains().x, [EDGE.left, box.width - EDGE.right]).back(event.clientX - box.left);
    const nearest = all.reduce((best, place, i) => (Math.abs(place - wanted) < Math.abs(all[best] - wanted) ? i : best), 0);
    if (nearest !== at) read(nearest);
  });
  frame.below.append(reader, reading);

  function show(now) {
    runs = now;
    reader.max = String(Math.max(0, places().length - 1));
    const styles = styleOf();
    fillLegend(frame.legend, runs.map((run, i) => [sample(styles[i], { isBand: Boolean(run.low?.length), isPoints: run.is_points }), run.name]));
    frame.repaint();
  }
  show(runs);
  return { element: frame.element, show };
}

/** A little room above the largest value, and 0 as the lowest where nothing is below. */
const grown = ([low, high]) => [low >= 0 ? 0 : low, high + (high - Math.min(0, low)) * 0.05 || 1];

function line(run, style, x, y) {
  const known = run.x.map((place, i) => [place, run.y[i]]).filter(([, value]) => Number.isFinite(value));
  const at = ([place, value]) => [x(place), y(value)];
  const every = Math.max(1, Math.ceil(known.length / MOST_MARKERS));
  const shown = known.filter((_, i) => run.is_points || i % every === every - 1 || known.length === 1);
  const singles = (run.singles ?? []).map((values) => draw("path", { class: `single ${style.colour}`, d: traced(values.map((value, i) => at([run.x[i], value]))) }));
  return [
    singles,
    !run.is_points && draw("path", { class: `line ${style.colour}`, d: traced(known.map(at)), "stroke-dasharray": style.dash }),
    shown.map(([place, value]) => marker(style.shape, x(place), y(value), 3.4, style.colour)),
  ];
}

function band(run, style, x, y) {
  if (!run.low?.length) return null;
  const edge = (values) => values.map((value, i) => [x(run.x[i]), y(value)]);
  return draw("path", { class: `band ${style.colour}`, d: `${traced([...edge(run.high), ...edge(run.low).reverse()])}z` });
}

function level(words, at, width) {
  return [draw("line", { class: "level", x1: EDGE.left, x2: width - EDGE.right, y1: at, y2: at }), draw("text", { class: "level-name", x: width - EDGE.right, y: at - 5, "text-anchor": "end" }, words)];
}

function valueAt(run, place, isLog) {
  const i = run.x.indexOf(place);
  if (i < 0 || !Number.isFinite(run.y[i])) return "";
  const range = run.low?.length ? ` (${written(run.low[i])} to ${written(run.high[i])})` : "";
  return `${run.name} ${written(run.y[i], isLog)}${range}`;
}

/** A run in words: where it begins and ends. */
function inWords(run, names, isLog) {
  const end = run.y.length - 1;
  return `${run.name}: from ${written(run.y[0], isLog)} at ${names[0]} ${written(run.x[0])} to ${written(run.y[end], isLog)} at ${written(run.x[end])}.`;
}

function numbers(runs, names, places) {
  const every = Math.max(1, Math.ceil(places.length / MOST_ROWS));
  const shown = places.filter((_, i) => i % every === 0 || i === places.length - 1);
  const rows = shown.map((place) => [place, ...runs.map((run) => run.y[run.x.indexOf(place)] ?? "")]);
  return { columns: [names[0], ...runs.map((run) => run.name)], rows };
}
