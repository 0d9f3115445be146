/** One figure of the articles, made from the functions in use. */

import { problemOf } from "../asking.js";
import { panel } from "../charts/panel.js";
import { runsOf } from "../experiment/runs.js";
import { inUse, onFunctions, referenceOffer, titled } from "../functions.js";
import { make, refill } from "../parts/elements.js";
import { numberField } from "../parts/fields.js";
import { problemNotice } from "../parts/notices.js";
import { readSettings, writeSettings } from "../parts/settings.js";

/** Draws the figure that is `given` in a place; gives the function that leaves it. */
export async function figurePage({ model, place, given }) {
  const { name } = given;
  const seed = numberField("Seed", { value: Number(readSettings("experiment").seed) || 0, min: 0, max: 1_000_000, change: drawAgain });
  const whose = make("p", { class: "whose" });
  const drawn = make("div", { class: "panels drawn" });
  const source = make("p", { class: "note" }, `Source: ${given.source}.`);
  const about = make("p", { class: "about" }, make("strong", null, "In the articles. "), given.article);
  refill(place, make("h1", { tabindex: -1 }, given.title), about, make("div", { class: "toolbar" }, seed, whose), drawn, source);

  const runs = runsOf(model, "figure", {
    made({ figure, whose: users }) {
      refill(whose, Object.keys(users).map(titled));
      show(figure.panels.map((each) => panel(each, "h2")));
    },
    failed: ({ problem }) => show(problemNotice(problem, referenceOffer(problem))),
  });

  function show(parts) {
    refill(drawn, parts);
    drawn.setAttribute("aria-busy", "false");
  }

  async function drawAgain() {
    writeSettings("experiment", { seed: seed.value || null });
    drawn.setAttribute("aria-busy", "true");
    if (!drawn.childElementCount) refill(drawn, make("p", { class: "status" }, "Drawing…"));
    try {
      await runs.start("figure.get", { name, seed: seed.value, use: inUse() });
    } catch (failure) {
      show(problemNotice(problemOf(failure)));
    }
  }

  const forget = onFunctions(drawAgain);
  await drawAgain();
  return () => {
    forget();
    runs.leave();
  };
}
