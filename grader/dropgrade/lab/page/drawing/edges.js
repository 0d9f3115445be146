/** The edges of the drawing. Those of a dropped unit are gone; where the gradient flows, they carry gradients. */

const MOST = 1500; // edges of one layer; beyond that, the weakest are left out

/** Every unit to every unit, as strong as the weight where the weights are known. */
export function denseEdges(surface, scene, column, before) {
  const c = column.index;
  const weights = scene.weights[c];
  const pairs = [];
  for (const to of column.marks) {
    if (scene.dropped[c](to.i)) continue;
    const gone = (from) => scene.dropped[c - 1](from.i) || isGone(scene.weightMasks[c], weights, from.i, to.i);
    for (const from of before.marks) if (!gone(from)) pairs.push({ from, to, weight: weightOf(weights, from.i, to.i) });
  }
  const most = pairs.reduce((largest, { weight }) => Math.max(largest, Math.abs(weight ?? 0)), 0) || 1;
  for (const pair of strongest(pairs)) edge(surface, scene, column, before, pair, most);
}

/** Whether a weight's own coin dropped it. */
const isGone = (mask, weights, from, to) => Boolean(mask && weights) && mask[from * weights.shape[1] + to] === 0;

/** The weight from a unit to a unit; weights are (inputs, units). */
function weightOf(weights, from, to) {
  return weights ? weights.values[from * weights.shape[1] + to] : null;
}

function strongest(pairs) {
  if (pairs.length <= MOST) return pairs;
  const step = pairs.length / MOST;
  if (pairs[0].weight === null) return pairs.filter((_, k) => Math.floor(k / step) !== Math.floor((k - 1) / step));
  return [...pairs].sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight)).slice(0, MOST);
}

function edge(surface, scene, column, before, { from, to, weight }, most) {
  const look = lookOf(scene, column.index, from, to, weight, most);
  const [x1, y1] = edgeOf(from, to);
  const [x2, y2] = edgeOf(to, from);
  surface.line(x1, y1, x2, y2, before.square ? { ...look, width: look.width * 0.6, alpha: look.alpha * 0.6 } : look);
}

function lookOf({ theme, focus, seen }, c, from, to, weight, most) {
  const near = focus?.unit === null || focus === null ? null : touches(focus, c, from, to);
  const faded = near === false ? 0.25 : 1;
  if (weight === null) return { stroke: near ? theme.accent : theme.strong, width: near ? 1.4 : 0.7, alpha: near ? 0.9 : 0.3 * faded };
  const size = Math.abs(weight) / most;
  const stroke = weight < 0 ? theme.negative : theme.positive;
  const alpha = (seen(c) ? 0.12 + 0.75 * size : 0.08) * faded;
  return { stroke, width: 0.5 + 2 * size + (near ? 0.5 : 0), alpha: near ? Math.max(0.5, alpha) : alpha, dash: weight < 0 ? [4, 2] : null };
}

/** Whether an edge belongs to the unit in focus; null where the focus is in another layer. */
function touches(focus, c, from, to) {
  if (focus.column === c) return focus.unit === to.i;
  return focus.column === c - 1 ? focus.unit === from.i : null;
}

/** The point at a unit's rim that looks at another unit. */
function edgeOf(at, other) {
  const [dx, dy] = [other.x - at.x, other.y - at.y];
  const length = Math.hypot(dx, dy) || 1;
  return [at.x + (dx / length) * at.s, at.y + (dy / length) * at.s];
}

/** Unit i to unit i where a layer works entry by entry; one broad arrow between pictures. */
export function plainEdges(surface, scene, column, before, entrywise) {
  if (column.square || before.square || !entrywise) return arrow(surface, scene, column, before);
  const c = column.index;
  for (const to of column.marks) {
    const from = before.marks.find((mark) => mark.i === to.i);
    if (!from) continue;
    const gone = scene.dropped[c](to.i);
    if (scene.backward && scene.seen(c) && scene.masks[c]?.[to.i] === 0) stop(surface, scene, from, to);
    if (gone) continue;
    const [x1, y1] = edgeOf(from, to);
    const [x2, y2] = edgeOf(to, from);
    surface.line(x1, y1, x2, y2, { stroke: scene.theme.strong, width: 1.4, alpha: scene.seen(c) ? 0.9 : 0.3 });
  }
}

/** A residual branch: a box with a bar for each layer inside, on the way beside which everything passes. */
export function branchBox(surface, { theme, notes }, column, before) {
  const along = Math.abs(column.x - before.x) > Math.abs(column.y - before.y);
  const [x, y] = [(column.x + before.x) / 2, (column.y + before.y) / 2];
  const [w, h] = along ? [44, column.h * 0.8] : [column.w * 0.8, 30];
  const skipped = notes[column.index] === "branch skipped";
  const look = skipped ? { stroke: theme.dropped, dash: [4, 3] } : { stroke: theme.accent };
  surface.rect(x - w / 2, y - h / 2, w, h, { ...look, width: 1.5, radius: 8, fill: theme.surface });
  const bars = column.layer.layers;
  bars.forEach((inner, k) => {
    const shift = (k - (bars.length - 1) / 2) * (along ? 12 : 9);
    const size = (inner.kind === "dense" ? 0.36 : 0.26) * (along ? h : w);
    const ends = along ? [x + shift, y - size, x + shift, y + size] : [x - size, y + shift, x + size, y + shift];
    surface.line(...ends, { stroke: skipped ? theme.dropped : inner.kind === "dense" ? theme.ink : theme.soft, width: 2.2, dash: skipped ? [3, 3] : null });
  });
  if (skipped) for (const side of [-1, 1]) surface.line(x - 9, y - 9 * side, x + 9, y + 9 * side, { stroke: theme.dropped, width: 2.5 });
}

/** A bar across the way: the gradient ends here. */
function stop(surface, { theme }, from, to) {
  const [x, y] = [(from.x + to.x) / 2, (from.y + to.y) / 2];
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy) || 1;
  const [nx, ny] = [(-dy / length) * 5, (dx / length) * 5];
  surface.line(x - nx, y - ny, x + nx, y + ny, { stroke: theme.dropped, width: 2.2 });
}

function arrow(surface, { theme }, column, before) {
  const along = Math.abs(column.x - before.x) > Math.abs(column.y - before.y);
  const start = along ? [before.x + before.w / 2 + 6, before.y] : [before.x, before.y + before.h / 2 + 6];
  const end = along ? [column.x - column.w / 2 - 6, column.y] : [column.x, column.y - column.h / 2 - 6];
  const tip = (across) => (along ? [end[0] - 7, end[1] + across] : [end[0] + across, end[1] - 7]);
  surface.line(...start, ...end, { stroke: theme.strong, width: 2, alpha: 0.7 });
  surface.path([tip(-5), end, tip(5)], { stroke: theme.strong, width: 2, alpha: 0.7 });
}
