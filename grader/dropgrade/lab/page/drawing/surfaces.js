/** Two surfaces with the same few strokes: a canvas, and SVG text for the export. The painter knows neither. */

import { draw } from "../parts/elements.js";

/** A surface over a canvas's context. */
export function canvasSurface(context) {
  const style = ({ fill, stroke, width = 1, alpha = 1, dash }) => {
    context.globalAlpha = alpha;
    context.setLineDash(dash ?? []);
    if (fill) context.fillStyle = fill;
    if (stroke) context.strokeStyle = stroke;
    context.lineWidth = width;
  };
  const finish = ({ fill, stroke }) => {
    if (fill) context.fill();
    if (stroke) context.stroke();
  };
  const shape = (look, trace) => {
    style(look);
    context.beginPath();
    trace();
    finish(look);
  };
  return {
    line: (x1, y1, x2, y2, look) => shape({ ...look, fill: null }, () => (context.moveTo(x1, y1), context.lineTo(x2, y2))),
    circle: (x, y, r, look) => shape(look, () => context.arc(x, y, r, 0, 2 * Math.PI)),
    rect: (x, y, w, h, look) => shape(look, () => context.roundRect(x, y, w, h, look.radius ?? 0)),
    path: (points, look) => shape(look, () => points.forEach(([x, y], k) => (k ? context.lineTo(x, y) : context.moveTo(x, y)))),
    text: (x, y, words, look) => {
      style(look);
      context.font = `${look.weight ?? 400} ${look.size}px ${look.font}`;
      context.textAlign = look.align ?? "center";
      context.textBaseline = "middle";
      context.fillText(words, x, y);
    },
  };
}

const round = (value) => Math.round(value * 100) / 100;

/** A surface that collects SVG elements; `element` is the picture. */
export function svgSurface({ x, y, w, h }, background, title) {
  const picture = draw("svg", { xmlns: "http://www.w3.org/2000/svg", viewBox: [x, y, w, h].map(round).join(" "), width: round(w), height: round(h), role: "img" });
  picture.append(draw("title", null, title), draw("rect", { x, y, width: w, height: h, fill: background }));
  const look = ({ fill, stroke, width = 1, alpha = 1, dash }) => ({
    fill: fill ?? "none",
    stroke: stroke ?? null,
    "stroke-width": stroke ? round(width) : null,
    opacity: alpha === 1 ? null : round(alpha),
    "stroke-dasharray": dash?.length ? dash.join(" ") : null,
  });
  const add = (tag, attributes, ...children) => picture.append(draw(tag, attributes, ...children));
  const anchors = { center: "middle", left: "start", right: "end" };
  return {
    element: picture,
    line: (x1, y1, x2, y2, l) => add("line", { x1: round(x1), y1: round(y1), x2: round(x2), y2: round(y2), ...look({ ...l, fill: null }) }),
    circle: (cx, cy, r, l) => add("circle", { cx: round(cx), cy: round(cy), r: round(r), ...look(l) }),
    rect: (left, top, width, height, l) =>
      add("rect", { x: round(left), y: round(top), width: round(width), height: round(height), rx: l.radius ?? null, ...look(l) }),
    path: (points, l) => add("path", { d: points.map(([px, py], k) => `${k ? "L" : "M"}${round(px)} ${round(py)}`).join(" "), ...look(l) }),
    text: (left, top, words, l) =>
      add(
        "text",
        { x: round(left), y: round(top), ...look({ ...l, stroke: null }), "font-family": l.font, "font-size": l.size, "font-weight": l.weight ?? null,
          "text-anchor": anchors[l.align ?? "center"], "dominant-baseline": "central" },
        words,
      ),
  };
}
