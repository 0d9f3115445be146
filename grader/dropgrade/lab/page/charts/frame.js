/** What all charts have: a caption, a picture as wide as its place, a legend, and a table of the same numbers. */

import { draw, make, refill } from "../parts/elements.js";
import { table } from "../parts/tables.js";

export const EDGE = { left: 52, right: 14, top: 12, bottom: 42 };

/** What is around the parts of any chart: its caption above, its note and what is folded below. */
export function framed({ title, note, level = "h3" }, parts, details = null) {
  const below = note && make("p", { class: "note" }, note);
  return make("div", { class: "chart", role: "group", "aria-label": title }, make(level, { class: "caption" }, title), parts, below, details);
}

/** A chart's numbers, to be opened. */
export const folded = (rows) => make("details", null, make("summary", null, "Numbers"), rows);

/**
 * A chart. `paint(width, height)` gives the parts of the picture, which is painted again when its width changes.
 * @param {{title: string, label: () => string, height?: number | ((width: number) => number), paint: Function,
 *          numbers: () => {columns: string[], rows: any[][]}, note?: string, level?: string}} options
 */
export function chart({ title, label, height = 270, paint, numbers, note, level }) {
  const picture = draw("svg", { class: "picture", role: "img" });
  const place = make("div", { class: "place-of-picture" }, picture);
  const legend = make("ul", { class: "legend", hidden: true });
  const below = make("div", { class: "below" });
  const rows = make("div");
  const details = folded(rows);
  const element = framed({ title, note, level }, [place, legend, below], details);
  let width = 0;
  const repaint = () => {
    if (!width) return;
    const tall = typeof height === "function" ? height(width) : height;
    picture.setAttribute("viewBox", `0 0 ${width} ${tall}`);
    picture.setAttribute("width", width);
    picture.setAttribute("height", tall);
    picture.setAttribute("aria-label", label());
    refill(picture, paint(width, tall));
    if (details.open) tell();
  };
  const tell = () => refill(rows, table({ caption: title, hideCaption: true, ...numbers() }));
  details.addEventListener("toggle", () => details.open && tell());
  new ResizeObserver(([entry]) => {
    const now = Math.floor(entry.contentRect.width);
    if (now === width || now < 40) return;
    width = now;
    repaint();
  }).observe(place);
  return { element, picture, legend, below, repaint };
}

/** The entries of a legend: `[sample, words]` each. */
export function fillLegend(legend, entries) {
  legend.hidden = entries.length === 0;
  refill(legend, entries.map(([picture, words]) => make("li", null, picture, make("span", null, words))));
}

/** Both axes with their ticks and names, and faint lines at the ticks of y. */
export function axes({ x, y, xTicks, yTicks, xName, yName, width, height, xText = String, yText = String }) {
  const bottom = height - EDGE.bottom;
  return [
    yTicks.map((value) => draw("line", { class: "grid", x1: EDGE.left, x2: width - EDGE.right, y1: y(value), y2: y(value) })),
    draw("path", { class: "axis", d: `M${EDGE.left} ${EDGE.top}V${bottom}H${width - EDGE.right}` }),
    yTicks.map((value) => draw("text", { class: "tick", x: EDGE.left - 7, y: y(value) + 4, "text-anchor": "end" }, yText(value))),
    xTicks.map((value) => draw("text", { class: "tick", x: x(value), y: bottom + 17, "text-anchor": "middle" }, xText(value))),
    draw("text", { class: "axis-name", x: (EDGE.left + width - EDGE.right) / 2, y: height - 6, "text-anchor": "middle" }, xName),
    draw("text", { class: "axis-name", transform: `translate(13 ${(EDGE.top + bottom) / 2}) rotate(-90)`, "text-anchor": "middle" }, yName),
  ];
}
