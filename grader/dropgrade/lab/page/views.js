/** The views of the lab, on the page and in a notebook, and a place in which one takes the place of another. */

import { make, refill } from "./parts/elements.js";
import { problemNotice } from "./parts/notices.js";

export const VIEWS = {
  build: { title: "Build", load: () => import("./build/build.js") },
  watch: { title: "Watch", load: () => import("./watch/watch.js") },
  experiment: { title: "Experiment", load: () => import("./experiment/experiment.js") },
  read: { title: "Read", load: () => import("./read/read.js") },
  spot: { title: "Spot", load: () => import("./spot/spot.js") },
};

/**
 * Views one after the other in a place: the one before cleans up first, and of several that load at once the last is shown.
 * @param {Element} place
 * @param {object} model
 * @param {string} hint what to do where a view does not start
 */
export function viewsIn(place, model, hint) {
  let clean = null;
  let visits = 0;

  function leave() {
    visits += 1;
    clean?.();
    clean = null;
  }

  async function open(name) {
    leave();
    const visit = visits;
    const el = make("div", { class: `view ${name}-view` });
    refill(place, el);
    try {
      const { default: view } = await VIEWS[name].load();
      if (visit !== visits) return;
      const cleaning = await view.render({ model, el });
      if (visit === visits) clean = cleaning;
      else cleaning?.();
    } catch (failure) {
      const problem = failure.problem ?? { message: `This view did not start: ${failure.message}`, hint };
      if (visit === visits) refill(el, problemNotice(problem));
    }
  }

  return { open, leave };
}
