/** The lab below a cell of a notebook: its views behind buttons, with the same modules as on the page. */

import { ask, problemOf } from "./asking.js";
import { FunctionsBar } from "./functions.js";
import { button, make, refill } from "./parts/elements.js";
import { problemNotice } from "./parts/notices.js";
import { readFragment, writeSettings } from "./parts/settings.js";
import { VIEWS, viewsIn } from "./views.js";

/** Shows a view, and the buttons that lead to the others; gives what cleans up. */
export async function show(model, el, first) {
  el.classList.add("lab", "lab-notebook");
  const bar = make("div", { class: "toolbar views", role: "group", "aria-label": "Views" });
  const functions = make("div");
  const place = make("div");
  refill(el, make("div", { class: "toolbar" }, bar, functions), place);
  const line = new FunctionsBar(model, functions);
  const views = viewsIn(place, model, "Run the cell again.");
  const open = (name) => {
    refill(bar, Object.entries(VIEWS).map(([key, { title }]) => button(title, () => open(key), { "aria-pressed": String(key === name) })));
    return views.open(name);
  };
  el.addEventListener("click", (event) => follow(event, open));
  try {
    line.show(await ask(model, "hello"));
    await open(first);
  } catch (failure) {
    refill(place, problemNotice(problemOf(failure)));
  }
  return () => {
    line.close();
    views.leave();
  };
}

/** A link to a view opens it here; the notebook's own address stays as it is. */
function follow(event, open) {
  const link = event.target.closest?.('a[href^="#"]');
  const { view, settings } = link ? readFragment(link.getAttribute("href")) : {};
  if (!(view in VIEWS)) return;
  event.preventDefault();
  writeSettings(view, settings);
  open(view);
}
