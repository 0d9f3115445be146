/** Problems and news, for eyes and for screen readers. */

import { make, withCode } from "./elements.js";

/**
 * A problem as the Session sends it. Its words are data: they are shown as text.
 * @param {{message: string, hint?: string, file?: string, line?: number, function?: string}} problem
 * @param {...any} more what is offered below it
 */
export function problemNotice(problem, ...more) {
  const place = [problem.file, problem.line && `line ${problem.line}`].filter(Boolean).join(", ");
  return make(
    "div",
    { class: "notice problem", role: "alert" },
    make("p", null, make("strong", null, problem.function ? `${problem.function}: ` : ""), withCode(problem.message)),
    place && make("p", { class: "place" }, place),
    problem.hint && make("p", null, withCode(problem.hint)),
    more,
  );
}

let speaker = null;

/** Says something to a screen reader, without showing it. */
export function announce(text) {
  if (!speaker?.isConnected) {
    speaker = make("div", { class: "unseen", "aria-live": "polite" });
    document.querySelector(".lab").append(speaker);
  }
  speaker.textContent = "";
  requestAnimationFrame(() => (speaker.textContent = text));
}
