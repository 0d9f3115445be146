/** The settings of a training: data, seed, epochs, learning rate, momentum, batch. All of them are in the address. */

import { dataSets } from "../data_sets.js";
import { hello } from "../functions.js";
import { make } from "../parts/elements.js";
import { choiceField, numberField } from "../parts/fields.js";

/** What Watch begins with: what the lab says of a training, with as few epochs as show how it goes. */
const defaults = () => ({ data: "digits", ...hello().training, epochs: 20, example: 0 });

/** The settings in an address, where they make sense, else the defaults. */
export function settingsFrom(found) {
  const entries = Object.entries(defaults()).map(([key, start]) => {
    if (typeof start === "string") return [key, found[key] ?? start];
    const number = Number(found[key]);
    return [key, found[key] !== undefined && Number.isFinite(number) && number >= 0 ? number : start];
  });
  return Object.fromEntries(entries);
}

/** The panel; `change(changes)` is called with what was changed. */
export function settingsPanel(network, settings, change) {
  const number = (key, name, min, max, step = 1) => numberField(name, { value: settings[key], min, max, step, change: (value) => change({ [key]: value }) });
  const sets = dataSets(network).map(({ name, title, fits }) => ({ value: name, label: fits ? title : `${title}: needs another input or output`, disabled: !fits }));
  const data = choiceField("Data", { value: settings.data, options: sets, change: (value) => change({ data: value }) });
  return make(
    "details",
    { class: "panel training-settings" },
    make("summary", null, "Training settings"),
    make(
      "div",
      { class: "grid" },
      data,
      number("seed", "Seed", 0, 999_999),
      number("epochs", "Epochs", 1, 200),
      number("lr", "Learning rate", 0.0001, 1, 0.001),
      number("momentum", "Momentum", 0, 0.99, 0.01),
      number("batch", "Batch", 1, 256),
    ),
  );
}
