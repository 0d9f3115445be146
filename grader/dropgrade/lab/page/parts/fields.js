/** Labelled fields. Each has `.value` (get and set, without calling `change`) and is an element to append. */

import { freshId, make } from "./elements.js";

function field(label, control, extra = []) {
  const id = freshId("field");
  control.id = id;
  return make("div", { class: "field" }, make("label", { for: id, class: "name" }, label, extra), control);
}

function withValue(element, get, put) {
  Object.defineProperty(element, "value", { get, set: put });
  return element;
}

/** A number that is typed; out of range or no number, it goes back to what it was. */
export function numberField(label, { value, min, max, step = 1, change }) {
  let last = value;
  const control = make("input", { type: "number", min, max, step, inputmode: step < 1 ? "decimal" : "numeric" });
  control.value = String(value);
  control.addEventListener("change", () => {
    const typed = Number(control.value);
    const good = control.value.trim() !== "" && Number.isFinite(typed);
    last = good ? Math.min(max ?? typed, Math.max(min ?? typed, typed)) : last;
    control.value = String(last);
    if (good) change?.(last);
  });
  const put = (entry) => {
    last = entry;
    control.value = String(entry);
  };
  return withValue(field(label, control), () => last, put);
}

/** A slider with its value beside the label; `change` at every move, `settled` when it is let go. */
export function sliderField(label, { value, min, max, step, show = String, change, settled }) {
  const control = make("input", { type: "range", min, max, step });
  const reading = make("output", { class: "reading" });
  const put = (entry) => {
    control.value = String(entry);
    reading.textContent = ` ${show(Number(control.value))}`;
    control.setAttribute("aria-valuetext", show(Number(control.value)));
  };
  put(value);
  control.addEventListener("input", () => {
    put(control.value);
    change?.(Number(control.value));
  });
  control.addEventListener("change", () => settled?.(Number(control.value)));
  return withValue(field(label, control, [reading]), () => Number(control.value), put);
}

/** A choice from a list of `{value, label}`. */
export function choiceField(label, { value, options, change }) {
  const entries = options.map((o) => make("option", { value: o.value, disabled: o.disabled ?? false }, o.label));
  const control = make("select", null, entries);
  control.value = String(value);
  control.addEventListener("change", () => change?.(control.value));
  return withValue(field(label, control), () => control.value, (entry) => (control.value = String(entry)));
}
