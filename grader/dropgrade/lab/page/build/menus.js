/** The menus of Build: of a layer, of the empty ground, of layers to add, of presets, and of ways to save. */

import { KINDS, kindOf } from "../drawing/kinds.js";
import { openMenu } from "../parts/menu.js";
import { added, fits, isMovable, removed, resized, shifted } from "./editing.js";
import { presets } from "./state.js";

/** Where a menu of a button opens. */
export function below(button) {
  const box = button.getBoundingClientRect();
  return { x: box.left, y: box.bottom + 4 };
}

/** What can be done with a layer; column 0 is the input. */
export function layerMenu(state, column, x, y, { edit }) {
  const layer = state.network.layers[column - 1];
  const at = column - 1;
  const addItems = [
    { label: "Add a layer before…", act: () => addMenu(state, Math.max(0, at), x, y), disabled: !layer },
    { label: "Add a layer after…", act: () => addMenu(state, column, x, y), disabled: layer?.kind === "output" },
  ];
  const others = layer ? ofLayer(state, layer, at) : [];
  return openMenu({ x, y, label: layer ? kindOf(layer).name : "Input", items: [{ label: "Edit", keys: "E", act: () => edit(column) }, ...addItems, ...others] });
}

function ofLayer(state, layer, at) {
  const isFixed = layer.kind === "output";
  const size = (direction) => () => state.change(resized(state.network, at, direction), at + 1);
  const hasWidth = layer.units !== undefined || layer.channels !== undefined;
  const sizes = hasWidth ? [null, { label: "Wider", keys: "+", act: size(1) }, { label: "Narrower", keys: "−", act: size(-1) }] : [];
  const move = (step) => () => state.change(shifted(state.network, at, step), at + 1 + step);
  return [
    ...sizes,
    null,
    { label: "Move towards the input", keys: "Alt ←", act: move(-1), disabled: isFixed || !isMovable(state.network, at - 1) },
    { label: "Move towards the output", keys: "Alt →", act: move(1), disabled: isFixed || !isMovable(state.network, at + 1) },
    { label: "Remove", keys: "Del", act: () => state.change(removed(state.network, at), at), disabled: isFixed },
  ];
}

/** The layers that can be put at a place. */
export function addMenu(state, at, x, y) {
  const shape = state.shapes[at] ?? [1];
  const kinds = Object.keys(KINDS).filter((kind) => !["input", "output"].includes(kind) && fits(kind, shape));
  const items = kinds.map((kind) => ({ label: KINDS[kind].name, act: () => state.change(added(state.network, at, kind, state.shapes), at + 1) }));
  return openMenu({ x, y, label: "Layers to add", items });
}

/** What can be done where there is no layer. */
export function groundMenu(state, at, x, y, { fit }) {
  return openMenu({
    x,
    y,
    label: "The drawing",
    items: [
      { label: "Add a layer here…", act: () => addMenu(state, at, x, y) },
      null,
      { label: "Undo", keys: "Ctrl Z", act: () => state.undo(), disabled: !state.canUndo },
      { label: "Redo", keys: "Ctrl Y", act: () => state.redo(), disabled: !state.canRedo },
      { label: "Show the whole network", keys: "F", act: fit },
    ],
  });
}

/** The networks to start from. */
export function presetMenu(state, button) {
  const items = presets().map(({ network }) => ({ label: network.name, act: () => state.change(network, 1) }));
  return openMenu({ ...below(button), label: "Networks to start from", items });
}
