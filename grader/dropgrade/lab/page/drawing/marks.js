/** One unit of the drawing. A value is the size of a disc; below 0 it has a bar. Dropped is dashed and crossed out. */

const SIGNS = {
  relu: [[-4, 2.5], [0, 2.5], [4, -3]],
  tanh: [[-4, 3], [-1.4, 2.6], [1.4, -2.6], [4, -3]],
  sigmoid: [[-4, 3], [-1.2, 2], [1.2, -2], [4, -3]],
};

/** Draws a unit of a column. */
export function unitMark(surface, scene, column, mark) {
  const c = column.index;
  const dropped = scene.dropped[c](mark.i);
  const value = scene.seen(c) ? scene.values[c]?.[mark.i] : undefined;
  if (column.square) return cell(surface, scene, column, mark, value, dropped);
  const inFocus = scene.focus?.column === c && scene.focus.unit === mark.i;
  if (column.form === "gates") gate(surface, scene, column, mark, dropped);
  else body(surface, scene, mark, dropped);
  if (dropped) return cross(surface, scene, mark);
  if (value !== undefined && column.form !== "gates") disc(surface, scene, mark, value / scene.largest[c]);
  else if (column.form === "signs") sign(surface, scene, column, mark);
  if (inFocus) surface.circle(mark.x, mark.y, mark.s + 3.5, { stroke: scene.theme.accent, width: 2 });
}

function body(surface, { theme }, mark, dropped) {
  const look = dropped ? { stroke: theme.dropped, dash: [2.5, 2.5], width: 1.3 } : { stroke: theme.strong, width: 1.4 };
  surface.circle(mark.x, mark.y, mark.s, { fill: theme.surface, ...look });
}

/** A disc as large as the value; a bar in it says that the value is negative. */
function disc(surface, { theme }, mark, share) {
  const size = Math.sqrt(Math.min(1, Math.abs(share)));
  if (!(size > 0.05)) return;
  surface.circle(mark.x, mark.y, (mark.s - 1.6) * size, { fill: share < 0 ? theme.negative : theme.positive });
  const half = Math.min(4, (mark.s - 3) * size);
  if (share < 0) surface.line(mark.x - half, mark.y, mark.x + half, mark.y, { stroke: theme.surface, width: 1.8 });
}

function cross(surface, { theme }, mark) {
  const d = mark.s * 0.42;
  const look = { stroke: theme.dropped, width: 1.5 };
  surface.line(mark.x - d, mark.y - d, mark.x + d, mark.y + d, look);
  surface.line(mark.x - d, mark.y + d, mark.x + d, mark.y - d, look);
}

/** A diamond: filled is open, dashed is closed, hollow has not been drawn yet. */
function gate(surface, { theme, masks }, column, mark, dropped) {
  const s = mark.s * 1.15;
  const points = [[mark.x, mark.y - s], [mark.x + s, mark.y], [mark.x, mark.y + s], [mark.x - s, mark.y], [mark.x, mark.y - s]];
  const open = masks[column.index] && !dropped;
  const look = dropped ? { stroke: theme.dropped, dash: [2.5, 2.5] } : { stroke: theme.accent };
  surface.path(points, { ...look, width: 1.5, fill: open ? theme.accent : theme.surface });
}

function sign(surface, { theme }, column, mark) {
  const points = SIGNS[column.layer.kind];
  if (points) surface.path(points.map(([dx, dy]) => [mark.x + dx, mark.y + dy]), { stroke: theme.soft, width: 1.3 });
}

/** A cell of a picture or of a feature map. */
function cell(surface, { theme, largest, focus }, column, mark, value, dropped) {
  const size = 2 * mark.s - 0.7;
  const [x, y] = [mark.x - size / 2, mark.y - size / 2];
  surface.rect(x, y, size, size, { fill: theme.sunken, stroke: column.form === "gates" && !dropped ? theme.accent : theme.line, width: 0.6 });
  if (dropped) return mark.s >= 4 ? cross(surface, { theme }, { ...mark, s: mark.s * 1.2 }) : barred(surface, theme, mark);
  const share = value === undefined || value === null ? 0 : value / largest[column.index];
  const fill = column.layer.kind === "input" && share >= 0 ? theme.ink : share < 0 ? theme.negative : theme.positive;
  if (Math.abs(share) > 0.02) surface.rect(x, y, size, size, { fill, alpha: Math.min(1, Math.abs(share)) });
  if (share < -0.15 && mark.s >= 4) surface.line(mark.x - 2, mark.y, mark.x + 2, mark.y, { stroke: theme.surface, width: 1.2 });
  if (focus?.column === column.index && focus.unit === mark.i) surface.rect(x - 1, y - 1, size + 2, size + 2, { stroke: theme.accent, width: 2 });
}

function barred(surface, theme, mark) {
  surface.line(mark.x - mark.s, mark.y + mark.s, mark.x + mark.s, mark.y - mark.s, { stroke: theme.dropped, width: 0.8 });
}
