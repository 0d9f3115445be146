/** Beside the drawing: what the network comes to, what is wrong with it, and the layer that is edited. */

import { badge, functions } from "../functions.js";
import { described, kindOf } from "../drawing/kinds.js";
import { make, refill } from "../parts/elements.js";
import { choiceField, numberField, sliderField } from "../parts/fields.js";
import { iconButton, labelledButton } from "../parts/icons.js";
import { show as number } from "../parts/tables.js";
import { fragment } from "../parts/settings.js";
import { branchWidth, changed, isMovable, removed, shifted, withBranchWidth } from "./editing.js";

const INPUTS = {
  64: "64 numbers: a digit, pixel by pixel",
  "1x8x8": "1 × 8 × 8: a digit as a map",
  "8x8": "8 × 8: a digit as a sequence of rows",
  2: "2 numbers: a point of the two moons",
};

/** The numbers of the network. */
export function numbersPanel() {
  const list = make("dl", { class: "numbers" });
  const faults = make("div", { class: "faults", role: "status" });
  const element = make("section", { class: "panel", "aria-label": "The network in numbers" }, list, faults);
  return {
    element,
    show(state) {
      const { counted, network } = state;
      const pairs = [
        ["Layers", number(network.layers.length)],
        ["Units", number(counted?.units ?? 0)],
        ["Parameters", number(counted?.parameters ?? 0)],
        ["Sub-networks", power(counted?.subnetworks)],
      ];
      refill(list, pairs.map(([name, value]) => make("div", null, make("dt", null, name), make("dd", null, value))));
      const said = [state.complaint, ...(counted?.faults ?? [])].filter(Boolean);
      refill(faults, said.map((words) => make("p", { class: "notice problem" }, words)));
    },
  };
}

/** 2^150, about 1.4 × 10^45, with its exponents raised. */
function power(subnetworks) {
  const text = subnetworks?.text ?? "1";
  return text.split(/(\^\d+)/).map((part) => (part.startsWith("^") ? make("sup", null, part.slice(1)) : part));
}

/** The fields of the chosen layer; `add` opens the list of layers that may follow it. */
export function layerPanel(state, add) {
  const body = make("div", { class: "layer-body" });
  const element = make("section", { class: "panel layer-panel", "aria-label": "The chosen layer" }, body);
  let shown = "";
  return {
    element,
    /** Fills the panel anew only where another layer or another network is shown: a slider in use is left alone. */
    show() {
      const layer = state.network.layers[state.chosen - 1];
      const now = JSON.stringify([state.chosen, layer ?? state.network.input, state.network.layers.length, state.counted?.layers?.[state.chosen - 1]]);
      if (now === shown) return;
      const inUse = element.contains(document.activeElement) && document.activeElement.matches("input, select");
      const same = shown && JSON.parse(shown)[0] === state.chosen && JSON.parse(shown)[1]?.kind === layer?.kind;
      shown = now;
      if (inUse && same) return heading(body, state, layer);
      refill(body, layer ? layerFields(state, layer) : inputFields(state), actions(state, layer, add));
    },
  };
}

function heading(body, state, layer) {
  const words = body.querySelector("h2");
  if (words && layer) words.textContent = title(state, layer);
}

const title = (state, layer) => `Layer ${state.chosen}: ${described({ kind: layer.kind }, state.counted?.layers?.[state.chosen - 1]?.shape)}`;

function inputFields(state) {
  const now = [state.network.input].flat().join("x");
  const known = Object.entries(INPUTS).map(([value, label]) => ({ value, label }));
  const options = now in INPUTS ? known : [...known, { value: now, label: now.replaceAll("x", " × ") }];
  const change = (value) => {
    const shape = value.split("x").map(Number);
    state.change({ ...state.network, input: shape.length === 1 ? shape[0] : shape });
  };
  return [make("h2", null, "Input"), choiceField("What the network gets", { value: now, options, change })];
}

function layerFields(state, layer) {
  const at = state.chosen - 1;
  const put = (changes) => state.change(changed(state.network, at, changes));
  const fields = kindOf(layer).fields.map((field) => fieldOf(field, layer, put));
  const width = branchWidth(layer);
  if (width !== null) {
    const change = (units) => put(withBranchWidth(layer, units));
    fields.push(numberField("Units inside the branch", { value: width, min: 1, max: 4096, change }));
  }
  const kind = functions().find((each) => each.kind === layer.kind);
  const whose = kind && make("p", { class: "whose" }, "Runs ", make("a", { href: fragment("read", { problem: kind.problem }) }, kind.title), " ", badge(layer.kind));
  return [make("h2", null, title(state, layer)), make("p", { class: "says" }, kindOf(layer).says, "."), fields, whose];
}

function fieldOf(field, layer, put) {
  const { key, name, min, max, step } = field;
  const settings = { value: layer[key], min, max, step };
  if (key === "p" || key === "fraction") return sliderField(name, { ...settings, show: (value) => value.toFixed(2), settled: (value) => put({ [key]: value }) });
  return numberField(name, { ...settings, change: (value) => put({ [key]: Math.round(value) }) });
}

function actions(state, layer, add) {
  const at = state.chosen - 1;
  const isOutput = layer?.kind === "output";
  const move = (step) => {
    const network = shifted(state.network, at, step);
    if (network !== state.network) state.change(network, state.chosen + step);
  };
  const row = make("div", { class: "toolbar" });
  const [label, place] = isOutput ? ["Add before", at] : ["Add after", state.chosen];
  row.append(labelledButton("plus", label, (event) => add(event.currentTarget, place), { "aria-haspopup": "menu" }));
  if (!layer || isOutput) return row;
  const out = () => state.change(removed(state.network, at), at);
  row.append(
    iconButton("left", "Move towards the input", () => move(-1), { disabled: !isMovable(state.network, at - 1) }),
    iconButton("right", "Move towards the output", () => move(1), { disabled: !isMovable(state.network, at + 1) }),
    iconButton("bin", "Remove this layer", out),
  );
  return row;
}

