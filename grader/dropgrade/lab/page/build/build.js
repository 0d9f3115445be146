/** Build: the network as a drawing that is edited. */

import { gapAt } from "../drawing/layout.js";
import { hintText } from "../drawing/hint_text.js";
import { Stage } from "../drawing/stage.js";
import { onFunctions } from "../functions.js";
import { make } from "../parts/elements.js";
import { iconButton, labelledButton } from "../parts/icons.js";
import { announce } from "../parts/notices.js";
import { isMovable, removed, resized, shifted } from "./editing.js";
import { openNetwork, saveMenu, takeDrops } from "./files.js";
import { addMenu, below, groundMenu, layerMenu, presetMenu } from "./menus.js";
import { OnePass } from "./one_pass.js";
import { layerPanel, numbersPanel } from "./panel.js";
import { BuildState } from "./state.js";

const HELP =
  "Drag to move, scroll to zoom, right-click or long-press for a menu. " +
  "By keyboard: Tab into the drawing, arrow keys for layers and units, Enter for the menu.";

async function render({ model, el }) {
  const state = new BuildState(model, () => show());
  const edit = (column) => {
    state.choose(column);
    layer.element.querySelector("input, select, button")?.focus();
  };
  const stage = new Stage("The network, layer by layer", {
    menu: (target, x, y, place) => {
      if (target) state.choose(target.column);
      if (target) layerMenu(state, target.column, x, y, { edit });
      else groundMenu(state, place ? gapAt(stage.layout, place.x, place.y) : 0, x, y, { fit: () => stage.fit() });
    },
    press: (target) => state.choose(target.column),
    twice: (target) => edit(target.column),
    key: (key, target, event) => pressed(state, stage, key, target, event, edit),
    says: (target) => hintText(stage.layout.columns[target.column], target.unit, stage.pass, pass.kept(target.column)),
  });
  const pass = new OnePass(state, stage);
  const numbers = numbersPanel();
  const layer = layerPanel(state, (button, at) => addMenu(state, at, below(button).x, below(button).y));
  const tools = toolbar(state, stage);
  const heading = make("h1", { class: "unseen" }, "Build a network");
  const drawing = make("div", { class: "drawing" }, stage.element, pass.element, make("p", { class: "help" }, HELP));
  const side = make("div", { class: "side" }, numbers.element, layer.element);
  el.append(heading, tools.element, make("div", { class: "build" }, drawing, side));
  takeDrops(stage.element, state);
  const keys = (event) => shortcuts(event, state);
  document.addEventListener("keydown", keys);
  const stop = onFunctions(() => layer.show());

  function show() {
    stage.show(state.network, state.shapes, state.parameters);
    stage.choose(state.chosen);
    pass.changed();
    for (const part of [numbers, layer, tools]) part.show(state);
  }
  await state.check();
  return () => {
    stop();
    document.removeEventListener("keydown", keys);
    pass.close();
    stage.close();
  };
}

function toolbar(state, stage) {
  const undo = iconButton("undo", "Undo", () => state.undo());
  const redo = iconButton("redo", "Redo", () => state.redo());
  const menuButton = (name, label, open) => labelledButton(name, label, (event) => open(event.currentTarget), { "aria-haspopup": "menu" });
  const element = make(
    "div",
    { class: "toolbar tools", role: "group", "aria-label": "Tools" },
    menuButton("down", "Presets", (button) => presetMenu(state, button)),
    menuButton("plus", "Add a layer", (button) => addMenu(state, placeToAdd(state), below(button).x, below(button).y)),
    undo,
    redo,
    make("span", { class: "gap" }),
    iconButton("minus", "Zoom out", () => stage.zoom(0.8)),
    iconButton("plus", "Zoom in", () => stage.zoom(1.25)),
    iconButton("fit", "Show the whole network", () => stage.fit()),
    labelledButton("open", "Open", () => openNetwork(state)),
    menuButton("save", "Save", (button) => saveMenu(state, stage, button)),
  );
  const show = () => {
    undo.disabled = !state.canUndo;
    redo.disabled = !state.canRedo;
  };
  return { element, show };
}

/** A new layer comes after the chosen one, or before the output. */
const placeToAdd = (state) => Math.min(state.chosen, state.network.layers.length - 1);

/** Keys on a layer of the drawing. */
function pressed(state, stage, key, { column }, event, edit) {
  const at = column - 1;
  const layer = state.network.layers[at];
  const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[key];
  if (key === "e") edit(column);
  else if (!layer) return false;
  else if (event.altKey && step) moveBy(state, stage, at, step);
  else if ((key === "Delete" || key === "Backspace") && isMovable(state.network, at)) state.change(removed(state.network, at), at);
  else if (key === "+" || key === "=" || key === "-") widen(state, at, key === "-" ? -1 : 1);
  else return false;
  return true;
}

function moveBy(state, stage, at, step) {
  const network = shifted(state.network, at, step);
  if (network === state.network) return;
  state.change(network, at + 1 + step).then(() => stage.twin.button(at + 1 + step)?.focus());
  announce(`Moved to place ${at + 1 + step}.`);
}

function widen(state, at, direction) {
  const network = resized(state.network, at, direction);
  if (network) state.change(network, at + 1);
  else announce("This layer has no width of its own.");
}

function shortcuts(event, state) {
  if (!(event.ctrlKey || event.metaKey) || event.target.matches("input:not([type=range]), textarea")) return;
  const key = event.key.toLowerCase();
  if (key === "z" && !event.shiftKey) state.undo();
  else if (key === "y" || key === "z") state.redo();
  else return;
  event.preventDefault();
}

export default { render };
