/** A menu at a point: arrow keys, Home, End, first letters, Escape; the focus goes back where it was. */

import { make } from "./elements.js";

/**
 * Opens a menu and calls the chosen item's `act`.
 * @param {{x: number, y: number, label: string, root?: Element,
 *          items: ({label: string, keys?: string, act: () => void, disabled?: boolean} | null)[]}} options
 *        null is a line between items
 */
export function openMenu({ x, y, label, items, root }) {
  const before = document.activeElement;
  const menu = make("div", { class: "menu", role: "menu", "aria-label": label });
  const close = () => {
    if (!menu.isConnected) return;
    menu.remove();
    document.removeEventListener("pointerdown", outside, true);
    before?.focus?.({ preventScroll: true });
  };
  const outside = (event) => menu.contains(event.target) || close();
  for (const item of items) menu.append(item ? entry(item, close, menu) : make("div", { role: "separator" }));
  menu.addEventListener("pointerdown", () => (menu.dataset.touched = "yes"));
  menu.addEventListener("keydown", (event) => move(event, menu, close));
  menu.addEventListener("contextmenu", (event) => event.preventDefault());
  (root ?? document.querySelector(".lab main") ?? document.querySelector(".lab")).append(menu);
  place(menu, x, y);
  document.addEventListener("pointerdown", outside, true);
  choices(menu)[0]?.focus({ preventScroll: true });
  return close;
}

/** An item; a finger that opened the menu by resting and is lifted over an item does not press it. */
function entry(item, close, menu) {
  const press = (event) => {
    if (event.pointerType && !menu.dataset.touched) return;
    close();
    item.act();
  };
  const keys = item.keys ? make("kbd", { "aria-hidden": "true" }, item.keys) : null;
  const attributes = { type: "button", role: "menuitem", tabindex: "-1", onclick: press, disabled: item.disabled ?? false };
  return make("button", attributes, make("span", null, item.label), keys);
}

const choices = (menu) => [...menu.querySelectorAll('[role="menuitem"]:not(:disabled)')];

function move(event, menu, close) {
  const all = choices(menu);
  const here = all.indexOf(document.activeElement);
  const steps = { ArrowDown: here + 1, ArrowUp: here - 1 + all.length, Home: 0, End: all.length - 1 };
  if (event.key in steps) all[steps[event.key] % all.length]?.focus();
  else if (event.key === "Escape" || event.key === "Tab") close();
  else if (event.key.length === 1 && event.key !== " ") byLetter(event.key, all, here);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function byLetter(letter, all, here) {
  const turned = [...all.slice(here + 1), ...all.slice(0, here + 1)];
  turned.find((item) => item.textContent.toLowerCase().startsWith(letter.toLowerCase()))?.focus();
}

/** Moves the menu so that all of it is inside the window. */
function place(menu, x, y) {
  const { width, height } = menu.getBoundingClientRect();
  menu.style.left = `${Math.max(8, Math.min(x, innerWidth - width - 8))}px`;
  menu.style.top = `${Math.max(8, Math.min(y, innerHeight - height - 8))}px`;
}
