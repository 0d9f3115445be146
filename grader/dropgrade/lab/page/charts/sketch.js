/**
 * A curve that a person draws: by a mouse or a finger across the plot, or by keys. Each place has a handle, which arrow up
 * and down move (Page Up and Page Down in large steps), arrow left and right lead to the next one.
 */

import { draw, make } from "../parts/elements.js";
import { axes, EDGE } from "./frame.js";
import { linear, ticks, traced, written } from "./scales.js";

const HEIGHT = 280;

/**
 * @param {{label: string, x: number[], top: number, names: [string, string], change: () => void}} options
 * @returns {{element: Element, heights: () => number[] | null}} null while some places have no height
 */
export function sketch({ label, x, top, names, change }) {
  const heights = x.map(() => null);
  const plot = draw("g");
  const handles = x.map((place, i) => handle(place, i));
  const picture = draw("svg", { class: "picture sketch", role: "group", "aria-label": label }, plot, handles);
  const element = make("div", { class: "place-of-picture" }, picture);
  let width = 0;
  let at = { x: Number, y: Number };
  let before = null;

  function handle(place, i) {
    const knob = draw("circle", { class: "handle", r: 8, role: "slider", tabindex: i ? -1 : 0, "aria-label": `${names[0]} ${written(place)}`, "aria-orientation": "vertical", "aria-valuemin": 0, "aria-valuemax": top });
    knob.addEventListener("keydown", (event) => keyed(event, i));
    knob.addEventListener("focus", () => handles.forEach((each, k) => each.setAttribute("tabindex", k === i ? 0 : -1)));
    return knob;
  }

  function keyed(event, i) {
    const steps = { ArrowUp: 0.02, ArrowDown: -0.02, PageUp: 0.1, PageDown: -0.1 };
    const moves = { ArrowLeft: i - 1, ArrowRight: i + 1, Home: 0, End: x.length - 1 };
    if (event.key in steps) put(i, (heights[i] ?? heights[i - 1] ?? top / 2) + steps[event.key] * top);
    else if (event.key in moves) move(i, Math.max(0, Math.min(x.length - 1, moves[event.key])));
    else return;
    event.preventDefault();
    show();
    change();
  }

  /** To another handle; what was not yet given a height begins where the one before it is. */
  function move(from, to) {
    if (heights[from] === null) put(from, top / 2);
    if (to > from) for (let k = from + 1; k <= to; k += 1) if (heights[k] === null) put(k, heights[k - 1]);
    handles[to].focus();
  }

  /** How far from a place a stroke may begin and still set it. */
  const reach = () => Math.min(40, (at.x(x[1]) - at.x(x[0])) / 2);

  const put = (i, height) => (heights[i] = Math.max(0, Math.min(top, height)));

  /** From the last point of a stroke to this one: every place between them is on the line. */
  function stroke(event) {
    const box = picture.getBoundingClientRect();
    const point = { place: at.x.back(event.clientX - box.left), height: at.y.back(event.clientY - box.top) };
    const from = before ?? point;
    const near = x.reduce((best, place, i) => (Math.abs(place - point.place) < Math.abs(x[best] - point.place) ? i : best), 0);
    x.forEach((place, i) => {
      const isBetween = (place - from.place) * (place - point.place) <= 0 && from.place !== point.place;
      if (isBetween) put(i, from.height + ((place - from.place) / (point.place - from.place)) * (point.height - from.height));
      else if (i === near && Math.abs(at.x(place) - at.x(point.place)) < reach()) put(i, point.height);
    });
    before = point;
    show();
    change();
  }
  picture.addEventListener("pointerdown", (event) => {
    picture.setPointerCapture(event.pointerId);
    before = null;
    stroke(event);
  });
  picture.addEventListener("pointermove", (event) => before && stroke(event));
  for (const end of ["pointerup", "pointercancel"]) picture.addEventListener(end, () => (before = null));

  function show() {
    const known = x.map((place, i) => [place, heights[i]]).filter(([, height]) => height !== null);
    const path = traced(known.map(([place, height]) => [at.x(place), at.y(height)]));
    const hint = known.length ? null : draw("text", { class: "hint", x: width / 2, y: HEIGHT / 2 - 20, "text-anchor": "middle" }, "Draw your curve here");
    plot.replaceChildren(...frameParts(), draw("path", { class: "line own", d: path }), ...(hint ? [hint] : []));
    handles.forEach((knob, i) => {
      knob.setAttribute("cx", at.x(x[i]));
      knob.setAttribute("cy", at.y(heights[i] ?? 0));
      knob.classList.toggle("unset", heights[i] === null);
      knob.setAttribute("aria-valuenow", written(heights[i] ?? 0));
      knob.setAttribute("aria-valuetext", heights[i] === null ? "no height yet" : written(heights[i]));
    });
  }

  function frameParts() {
    const found = axes({ x: at.x, y: at.y, width, height: HEIGHT, xName: names[0], yName: names[1], xTicks: ticks(x[0], x.at(-1), width < 420 ? 4 : 8), yTicks: ticks(0, top, 5), xText: (v) => written(v), yText: (v) => written(v) });
    return found.flat(Infinity);
  }

  new ResizeObserver(([entry]) => {
    width = Math.max(200, Math.floor(entry.contentRect.width));
    picture.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
    picture.setAttribute("width", width);
    picture.setAttribute("height", HEIGHT);
    at = { x: linear([x[0], x.at(-1)], [EDGE.left + 4, width - EDGE.right - 8]), y: linear([0, top], [HEIGHT - EDGE.bottom, EDGE.top]) };
    show();
  }).observe(element);
  return { element, heights: () => (heights.includes(null) ? null : [...heights]) };
}
