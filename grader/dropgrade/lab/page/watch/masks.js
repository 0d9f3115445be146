/** Every mask of a step, whole: a square for each coin, and the share that was kept beside 1 - p. */

import { kindOf, plain } from "../drawing/kinds.js";
import { themeOf } from "../drawing/theme.js";
import { badge } from "../functions.js";
import { make, refill } from "../parts/elements.js";
import { coinsOf, facts } from "./passes.js";

const MOST = 2048; // coins that are drawn

/** The panel; `show(arrays, network, counts)` fills it. */
export function masksPanel() {
  const body = make("div", { class: "masks" });
  const element = make("section", { class: "panel", "aria-label": "The masks of this step" }, make("h2", null, "Masks of this step"), body);
  return {
    element,
    show(arrays, network, counts) {
      const dropping = network.layers.map((layer, k) => [k + 1, layer]).filter(([column]) => arrays?.[`${column}/mask`]);
      const theme = themeOf(element);
      const none = make("p", null, "This network drops nothing. Add a dropout layer in Build.");
      refill(body, dropping.length || !arrays ? dropping.map(([column, layer]) => one(arrays, column, layer, counts, theme)) : none);
    },
  };
}

function one(arrays, column, layer, counts, theme) {
  const mask = arrays[`${column}/mask`];
  const { kept, total, noun } = coinsOf(mask, kindOf(layer).drops);
  const coins = mask.values.length;
  const all = counts?.[column]?.values;
  const shares = [
    ["this example", `${kept} / ${total}`],
    ["this batch", plain(facts(arrays, column)?.kept ?? Number.NaN)],
    all && ["whole training", plain(all.reduce((sum, share) => sum + share, 0) / all.length)],
    ["1 - p", plain(1 - layer.p)],
  ];
  const words = `Layer ${column}: ${kindOf(layer).name}`;
  const part = coins > MOST ? make("p", { class: "help" }, `The first ${MOST.toLocaleString("en")} of ${coins.toLocaleString("en")} coins are drawn.`) : null;
  const rows = shares.filter(Boolean).map(([name, value]) => make("div", null, make("dt", null, name), make("dd", null, value)));
  const picture = squares(mask, `${words}: ${kept} of ${total} ${noun} kept`, theme);
  return make("div", { class: "mask" }, make("h3", null, words, " ", badge(layer.kind)), picture, part, make("dl", null, rows));
}

/** A canvas with a square for each coin: filled where it kept, crossed out where it dropped. */
function squares(mask, label, theme) {
  const drawn = Math.min(mask.values.length, MOST);
  const across = acrossOf(mask, drawn);
  const size = drawn > 600 ? 5 : 11;
  const ratio = devicePixelRatio || 1;
  const [w, h] = [across * size, Math.ceil(drawn / across) * size];
  const area = { width: Math.ceil(w * ratio), height: Math.ceil(h * ratio) };
  const canvas = make("canvas", { ...area, role: "img", "aria-label": label, style: { width: `${w}px`, "max-width": "100%" } });
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  for (let i = 0; i < drawn; i += 1) coin(context, theme, (i % across) * size, Math.floor(i / across) * size, size - 1.5, mask.values[i] !== 0);
  return canvas;
}

/** Maps keep their rows; units are laid out in rows of 25. */
function acrossOf({ shape }, drawn) {
  if (shape.length > 1) return Math.min(shape.at(-1) * (shape.length > 2 ? shape[0] : 1), 60);
  return Math.min(25, drawn);
}

function coin(context, theme, x, y, size, kept) {
  context.fillStyle = theme.accent;
  context.strokeStyle = theme.dropped;
  if (kept) return context.fillRect(x, y, size, size);
  context.lineWidth = 1;
  context.strokeRect(x + 0.5, y + 0.5, size - 1, size - 1);
  context.beginPath();
  context.moveTo(x + 1, y + size - 1);
  context.lineTo(x + size - 1, y + 1);
  context.stroke();
}
