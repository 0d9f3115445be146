/** The page: one model over the socket, and the view that is chosen. */

import { ask, failAll } from "./asking.js";
import { SocketModel } from "./model.js";

const model = new SocketModel(`ws://${location.host}/socket`);
const status = document.getElementById("status");

model.on("closed", () => {
  const problem = { message: "The lab has ended.", hint: "Start it again: dropgrade lab" };
  status.textContent = `${problem.message} ${problem.hint}`;
  failAll(model, problem);
});

ask(model, "hello").then((hello) => {
  status.textContent = `${hello.course}: ${hello.problems.length} problems`;
}, (failure) => {
  status.textContent = failure.message;
});
