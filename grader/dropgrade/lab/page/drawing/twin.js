/**
 * The drawing's twin for the keyboard and for screen readers: a button for each layer, over its place on the canvas. Arrow keys go from
 * layer to layer, and to the units of a layer.
 */

import { make, refill } from "../parts/elements.js";
import { announce } from "../parts/notices.js";
import { onScreen } from "./camera.js";
import { described } from "./kinds.js";

/**
 * Makes the twin of a drawing.
 * @param {{label: string, act: (key: string, target: {column: number, unit: number | null}, event: KeyboardEvent) => boolean,
 *          focus: (target: {column: number, unit: number | null} | null) => void, says: (target: object) => string}} options
 *        `act` handles keys other than the arrows and says whether it did; `says` describes a unit
 */
export function makeTwin({ label, act, focus, says }) {
  const list = make("ol", { class: "twin", "aria-label": label });
  const twin = { element: list, layout: null, names: [], column: 0, unit: null };
  list.addEventListener("keydown", (event) => key(twin, event, { act, focus, says }));
  list.addEventListener("focusout", (event) => !list.contains(event.relatedTarget) && focus(null));
  list.addEventListener("focusin", (event) => {
    const column = Number(event.target.dataset.column);
    if (column !== twin.column) twin.unit = null;
    select(twin, column);
    focus({ column, unit: twin.unit });
  });
  twin.show = (layout, parameters) => show(twin, layout, parameters);
  twin.move = (camera) => move(twin, camera);
  twin.select = (column, unit = null) => {
    twin.unit = unit;
    select(twin, column);
  };
  twin.button = (column) => list.children[column]?.firstChild;
  return twin;
}

/** A button for each layer; the focus stays in the layer that had it, or its neighbour. Buttons that would be the same again stay. */
function show(twin, layout, parameters) {
  twin.layout = layout;
  const names = layout.columns.map((column) => nameOf(column, parameters[column.index]));
  if (JSON.stringify(names) === JSON.stringify(twin.names)) return;
  const had = twin.element.contains(document.activeElement);
  twin.names = names;
  twin.column = Math.min(twin.column, names.length - 1);
  const items = names.map((name, k) => {
    const attributes = { type: "button", "data-column": k, "aria-haspopup": "menu", "aria-label": name };
    return make("li", null, make("button", attributes));
  });
  refill(twin.element, items);
  select(twin, twin.column);
  if (had) twin.button(twin.column)?.focus({ preventScroll: true });
}

function nameOf(column, learned) {
  const parts = [
    described(column.layer, column.shape),
    learned && `${learned.toLocaleString("en")} parameters`,
    column.note && `${column.note} drawn`,
  ];
  const place = column.index === 0 ? "" : `Layer ${column.index}: `;
  return place + parts.filter(Boolean).join(", ");
}

function select(twin, column) {
  twin.column = column;
  [...twin.element.children].forEach((item, k) => (item.firstChild.tabIndex = k === column ? 0 : -1));
}

/** Lays the buttons over their layers on the canvas. */
function move(twin, camera) {
  twin.layout.columns.forEach((column, k) => {
    const item = twin.button(k);
    const corner = onScreen(camera, column.x - column.w / 2 - 11, column.y - column.h / 2 - 6);
    item.style.left = `${corner.x}px`;
    item.style.top = `${corner.y}px`;
    item.style.width = `${Math.max(24, (column.w + 22) * camera.scale)}px`;
    item.style.height = `${Math.max(24, (column.h + 12) * camera.scale)}px`;
  });
}

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function key(twin, event, { act, focus, says }) {
  const target = { column: twin.column, unit: twin.unit };
  const step = event.altKey || event.ctrlKey || event.shiftKey || event.metaKey ? null : STEPS[event.key];
  if (step) walk(twin, step, focus, says);
  else if (event.key === "Home" || event.key === "End") twin.button(event.key === "Home" ? 0 : twin.layout.columns.length - 1).focus();
  else if (event.key === "Escape" && twin.unit !== null) {
    twin.unit = null;
    focus({ column: twin.column, unit: null });
  } else if (!act(event.key, target, event)) return;
  event.preventDefault();
}

/** One step with an arrow key: along the flow to another layer, across it to another unit. */
function walk(twin, [x, y], focus, says) {
  const [along, across] = twin.layout.direction === "down" ? [y, x] : [x, y];
  if (along) twin.button(twin.column + along)?.focus({ preventScroll: true });
  if (!across) return;
  const units = twin.layout.columns[twin.column].marks;
  const here = units.findIndex((mark) => mark.i === twin.unit);
  const next = here < 0 ? (across > 0 ? 0 : units.length - 1) : here + across;
  twin.unit = units[Math.max(0, Math.min(units.length - 1, next))].i;
  focus({ column: twin.column, unit: twin.unit });
  announce(says({ column: twin.column, unit: twin.unit }));
}
