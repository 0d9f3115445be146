/** One experiment: predict, run, compare, explain; each step appears when the one before it is done. */

import { ask, listen, problemOf } from "../asking.js";
import { functions, inUse, referenceOffer, titled } from "../functions.js";
import { button, make, refill } from "../parts/elements.js";
import { announce, problemNotice } from "../parts/notices.js";
import { saveFile } from "../parts/saving.js";
import { comparison } from "./comparing.js";
import { explaining } from "./explaining.js";
import { growing } from "./growing.js";
import { predicting } from "./predicting.js";
import { runsOf } from "./runs.js";

/** Draws the experiment of a name in a place; gives the function that leaves it. */
export async function experimentPage({ model, place, name, progressed, next }) {
  const given = await ask(model, "experiment.open", { name });
  let record = given.record;
  let isRunning = false;
  let kinds = [];
  const steps = Object.fromEntries(["predict", "run", "compare", "explain"].map((key, i) => [key, step(i + 1, key)]));
  refill(place, make("h1", { tabindex: -1 }, given.title), make("p", { class: "about" }, given.about), Object.values(steps).map((each) => each.element));

  function showPrediction() {
    refill(steps.predict.body, predicting({ given, record, lock }));
    steps.run.element.hidden = !record;
  }

  async function lock(prediction) {
    record = (await ask(model, "experiment.predict", { name, prediction })).record;
    progressed("predicted");
    announce("Your prediction is locked.");
    showPrediction();
    showRun();
    go.focus();
    start();
  }

  const curves = growing(given);
  const seeds = make("input", { type: "number", min: 1, max: 20, value: 5, id: "seeds" });
  const go = button("Run", () => (isRunning ? stop() : start()), { class: "primary" });
  const status = make("p", { class: "status", role: "status" });
  const whose = make("p", { class: "whose" });
  const trouble = make("div");
  const csv = button("Save the numbers as CSV", save, { class: "quiet", hidden: true });

  function showRun() {
    const field = make("div", { class: "field" }, make("label", { class: "name", for: "seeds" }, "Seeds"), seeds);
    refill(steps.run.body, make("div", { class: "toolbar" }, field, go, curves.toggle, csv), whose, status, trouble, curves.element);
  }

  async function start() {
    refill(trouble);
    curves.clear();
    for (const key of ["compare", "explain"]) steps[key].element.hidden = true;
    try {
      isRunning = true;
      go.textContent = "Stop";
      status.textContent = "Running…";
      const answer = await runs.start("experiment.run", { name, seeds: Number(seeds.value) || 5, use: inUse() });
      curves.expect(answer.seeds);
    } catch (failure) {
      fail(problemOf(failure));
    }
  }

  async function stop() {
    runs.forget();
    idle("Stopped.");
    await ask(model, "experiment.stop");
  }

  function idle(words) {
    isRunning = false;
    go.textContent = "Run again";
    status.textContent = words;
  }

  function fail(problem) {
    idle("");
    const offer = referenceOffer(problem);
    offer?.querySelector("button")?.addEventListener("click", () => start());
    refill(trouble, problemNotice(problem, offer));
  }

  function found(message) {
    idle("");
    record = message.record;
    progressed(record.explained ? "explained" : "run");
    csv.hidden = false;
    refill(steps.compare.body, comparison({ given, found: message, record, curves }));
    refill(steps.explain.body, explaining({ given, record, send: explain, next }));
    for (const key of ["compare", "explain"]) steps[key].element.hidden = false;
    announce(`The experiment is done. ${message.comparison.sentence}`);
  }

  async function explain(words) {
    const answer = await ask(model, "experiment.explain", { name, ...words });
    record = answer.record;
    progressed("explained");
    return answer;
  }

  async function save() {
    const file = await ask(model, "experiment.csv", { name });
    saveFile(file.name, file.text, "text/csv");
  }

  const runs = runsOf(model, "experiment", {
    begun(message) {
      kinds = Object.keys(message.whose);
      refill(whose, "Runs with ", kinds.map(titled));
    },
    curve: (message) => message.parts.forEach(curves.add),
    found,
    failed: (message) => fail(message.problem),
  });
  const deaf = listen(model, "code.changed", (news) => {
    const uses = functions().some((each) => each.problem === news.problem && kinds.includes(each.kind));
    if (!uses || !record) return;
    announce("Your file was saved; the experiment runs again.");
    start();
  });
  showPrediction();
  if (record) showRun();
  return () => {
    deaf();
    runs.leave();
    if (isRunning) ask(model, "experiment.stop").catch(() => {});
  };
}

const TITLES = { predict: "Predict", run: "Run", compare: "Compare", explain: "Explain" };

function step(number, key) {
  const body = make("div", { class: "body" });
  const title = make("h2", null, make("span", { class: "number", "aria-hidden": "true" }, String(number)), TITLES[key]);
  return { element: make("section", { class: `panel step ${key}`, hidden: key !== "predict", "aria-label": TITLES[key] }, title, body), body };
}
