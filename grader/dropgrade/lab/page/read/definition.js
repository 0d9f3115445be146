/** The definition of a term, beside the word that was pressed. */

import { make } from "../parts/elements.js";

const GAP = 6;

/** Shows a definition; it goes with Escape, with a press elsewhere, or with the next one. */
export function showDefinition(el, word, term, text) {
  el.querySelector(".definition")?.remove();
  const card = make("div", { class: "definition", popover: "auto", role: "dialog", "aria-label": term, tabindex: "-1" });
  card.append(make("p", { class: "definition-term" }, term), make("p", null, text));
  el.append(card);
  card.showPopover();
  place(card, word);
  card.focus();
  card.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    const held = card.contains(document.activeElement) || document.activeElement === document.body;
    card.remove();
    if (held && word.isConnected) word.focus({ preventScroll: true });
  });
}

/** Below the word, or above it where there is no room, and within the window. */
function place(card, word) {
  const at = word.getBoundingClientRect();
  const { width, height } = card.getBoundingClientRect();
  const below = at.bottom + GAP + height < innerHeight;
  card.style.top = `${below ? at.bottom + GAP : Math.max(GAP, at.top - height - GAP)}px`;
  card.style.left = `${Math.max(GAP, Math.min(at.left, innerWidth - width - GAP))}px`;
}
