/** The page: one model over the socket, the views as tabs, whose functions run, and whether the lab can still be heard. */

import { ask, failAll, listen, problemOf } from "./asking.js";
import { FunctionsBar, hello } from "./functions.js";
import { SocketModel } from "./model.js";
import { make, refill } from "./parts/elements.js";
import { problemNotice } from "./parts/notices.js";
import { fragment, readFragment, settingsOf } from "./parts/settings.js";

const VIEWS = {
  build: { title: "Build", module: "./build/build.js" },
  watch: { title: "Watch", module: "./watch/watch.js" },
  experiment: { title: "Experiment", module: "./experiment/experiment.js" },
  read: { title: "Read", module: "./read/read.js" },
  spot: { title: "Spot", module: "./spot/spot.js" },
};

const model = new SocketModel(`ws://${location.host}/socket`);
const main = document.getElementById("view");
const connection = document.getElementById("connection");
const bar = new FunctionsBar(model, document.getElementById("functions"));
let leave = () => {};
let visits = 0;
let isGreeted = false;

/** Shows the view that the address names; the view before it cleans up first. */
async function open() {
  if (!(readFragment().view in VIEWS)) history.replaceState(null, "", first());
  const name = readFragment().view;
  const visit = (visits += 1);
  leave();
  leave = () => {};
  tabs(name);
  document.title = `${VIEWS[name].title} · The lab · dropgrade`;
  const el = make("div", { class: `view ${name}-view` });
  refill(main, el);
  try {
    const { default: view } = await import(VIEWS[name].module);
    if (visit !== visits) return;
    await view.initialize?.({ model });
    const clean = await view.render({ model, el });
    if (visit === visits) leave = clean ?? leave;
    else clean?.();
  } catch (failure) {
    const problem = failure.problem ?? { message: `This view did not start: ${failure.message}`, hint: "Reload the page." };
    if (visit === visits) refill(el, problemNotice(problem));
  }
}

/** Where a page begins: with the problem that the lab was opened for, else where one builds. */
function first() {
  const { problem } = hello();
  return problem ? fragment("read", { problem }) : fragment("build", settingsOf("build"));
}

/** The tabs; each keeps the settings that its view had. */
function tabs(current) {
  const links = Object.entries(VIEWS).map(([name, { title }]) =>
    make("a", { href: fragment(name), "data-view": name, "aria-current": name === current ? "page" : null }, title),
  );
  const focused = document.activeElement?.dataset?.view;
  refill(document.getElementById("views"), links);
  if (focused) document.querySelector(`[data-view="${focused}"]`)?.focus();
}

document.getElementById("views").addEventListener("click", (event) => {
  const name = event.target.dataset?.view;
  if (!name || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  location.hash = fragment(name, settingsOf(name));
  document.querySelector(`[data-view="${name}"]`)?.focus();
});

async function greet() {
  try {
    bar.show(await ask(model, "hello"));
    isGreeted = true;
    await open();
  } catch (failure) {
    refill(main, make("div", { class: "view" }, problemNotice(problemOf(failure))));
  }
}

model.on("closed", () => {
  failAll(model, { message: "The lab cannot be heard any more.", hint: "Is `dropgrade lab` still running?" });
  connection.textContent = "The lab has stopped, or cannot be heard. Trying again… If you stopped it, start it again: dropgrade lab";
});
model.on("again", () => {
  connection.textContent = "";
  greet();
});
listen(model, "code.changed", (news) => bar.changed(news));
listen(model, "code.judged", (news) => bar.judged(news));
addEventListener("hashchange", () => isGreeted && readFragment().view in VIEWS && open());
refill(main, make("p", { class: "starting" }, "The lab is starting."));
greet();
