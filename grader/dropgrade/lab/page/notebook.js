/** The lab below a cell of a notebook: its views behind buttons, with the same modules as on the page. */

import { ask, problemOf } from "./asking.js";
import { FunctionsBar } from "./functions.js";
import { button, make, refill } from "./parts/elements.js";
import { problemNotice } from "./parts/notices.js";
import { readFragment, writeSettings } from "./parts/settings.js";

const VIEWS = {
  build: { title: "Build", load: () => import("./build/build.js") },
  watch: { title: "Watch", load: () => import("./watch/watch.js") },
  experiment: { title: "Experiment", load: () => import("./experiment/experiment.js") },
  read: { title: "Read", load: () => import("./read/read.js") },
  spot: { title: "Spot", load: () => import("./spot/spot.js") },
};

/** Shows a view, and the buttons that lead to the others; gives what cleans up. */
export async function show(model, el, first) {
  let leave = () => {};
  el.classList.add("lab", "lab-notebook");
  const bar = make("div", { class: "toolbar views", role: "group", "aria-label": "Views" });
  const functions = make("div");
  const place = make("div");
  refill(el, make("div", { class: "toolbar" }, bar, functions), place);
  const open = async (name) => {
    leave();
    leave = () => {};
    refill(bar, Object.entries(VIEWS).map(([key, { title }]) => button(title, () => open(key), { "aria-pressed": String(key === name) })));
    const inner = make("div", { class: `view ${name}-view` });
    refill(place, inner);
    try {
      const { default: view } = await VIEWS[name].load();
      await view.initialize?.({ model });
      leave = (await view.render({ model, el: inner })) ?? leave;
    } catch (failure) {
      refill(inner, problemNotice(failure.problem ?? { message: `This view did not start: ${failure.message}` }));
    }
  };
  el.addEventListener("click", (event) => follow(event, open));
  try {
    new FunctionsBar(model, functions).show(await ask(model, "hello"));
    await open(first);
  } catch (failure) {
    refill(place, problemNotice(problemOf(failure)));
  }
  return () => leave();
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
