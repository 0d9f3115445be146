/** Small pictures for buttons, drawn with lines. They are hidden from screen readers: the button has a name. */

import { button, draw, make } from "./elements.js";

const PATHS = {
  undo: "M9 7 4 12l5 5M4 12h10a5 5 0 0 1 0 10h-3",
  redo: "m15 7 5 5-5 5M20 12H10a5 5 0 0 0 0 10h3",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  fit: "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
  play: "M7 4.5v15l12-7.5z",
  pause: "M8 5v14M16 5v14",
  next: "M6 5v14l9-7zM18.5 5v14",
  previous: "M18 5v14l-9-7zM5.5 5v14",
  forward: "M4 12h15M13 6l6 6-6 6",
  bin: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10.5 11v5M13.5 11v5",
  left: "m14 6-6 6 6 6",
  right: "m10 6 6 6-6 6",
  down: "m6 10 6 6 6-6",
  save: "M12 4v11M7 10.5l5 5 5-5M5 20h14",
  open: "M12 16V5M7 9.5l5-5 5 5M5 20h14",
  dice: "M5 5h14v14H5zM9 9h.01M15 15h.01M15 9h.01M9 15h.01M12 12h.01",
};

/** A picture by its name. */
export function icon(name) {
  return draw("svg", { class: "icon", viewBox: "0 0 24 24", width: 20, height: 20, "aria-hidden": "true" }, draw("path", { d: PATHS[name] }));
}

/** A button that shows a picture alone; its label is its name for screen readers, and shown when it is pointed at. */
export function iconButton(name, label, press, attributes = {}) {
  const made = button("", press, { "aria-label": label, title: label, ...attributes });
  made.append(icon(name));
  return made;
}

/** A button with a picture before its words. */
export function labelledButton(name, label, press, attributes = {}) {
  const made = button("", press, attributes);
  made.append(icon(name), make("span", null, label));
  return made;
}

/** Shows another picture and name on a button. */
export function relabel(made, name, label) {
  made.querySelector(".icon").replaceWith(icon(name));
  const words = made.querySelector("span");
  if (words) words.textContent = label;
  else {
    made.setAttribute("aria-label", label);
    made.title = label;
  }
}
