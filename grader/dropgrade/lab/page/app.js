/** The page: one model over the socket, the views as tabs, whose functions run, and whether the lab still answers. */

import { ask, failAll, problemOf } from "./asking.js";
import { FunctionsBar, hello } from "./functions.js";
import { SocketModel } from "./model.js";
import { make, refill } from "./parts/elements.js";
import { problemNotice } from "./parts/notices.js";
import { fragment, readFragment, settingsOf } from "./parts/settings.js";
import { VIEWS, viewsIn } from "./views.js";

const model = new SocketModel(`ws://${location.host}/socket`);
const main = document.getElementById("view");
const connection = document.getElementById("connection");
const bar = new FunctionsBar(model, document.getElementById("functions"));
const views = viewsIn(main, model, "Reload the page.");
let isGreeted = false;

/** Shows the view that the address names. */
async function open() {
  if (!(readFragment().view in VIEWS)) history.replaceState(null, "", first());
  const name = readFragment().view;
  tabs(name);
  document.title = `${VIEWS[name].title} · The lab · dropgrade`;
  await views.open(name);
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
  failAll(model, { message: "The lab does not answer any more.", hint: "Is `dropgrade lab` still running?" });
  connection.textContent = "The lab has stopped, or does not answer. Trying again… If you stopped it, start it again: dropgrade lab";
});
model.on("again", () => {
  connection.textContent = "";
  greet();
});
addEventListener("hashchange", () => isGreeted && readFragment().view in VIEWS && open());
refill(main, make("p", { class: "starting" }, "The lab is starting."));
greet();
