/** One sentence of explanation: chosen, or written. */

import { problemOf } from "../asking.js";
import { button, freshId, make, refill } from "../parts/elements.js";
import { problemNotice } from "../parts/notices.js";

/** The step; `send({choice} or {text})` keeps it and answers with what is right. */
export function explaining({ given, record, send, next }) {
  const name = freshId("sentence");
  const own = make("textarea", { rows: 2, maxlength: 500, id: freshId("own"), oninput: () => refresh() });
  let chosen = null;
  const options = given.sentences.map((words, i) => option(name, words, () => ((chosen = i), refresh())));
  options.push(option(name, "In my own words:", () => ((chosen = "own"), own.focus(), refresh())));
  const answer = make("div", { role: "status" });
  const press = button("Keep this explanation", keep, { class: "primary", disabled: true });
  const refresh = () => (press.disabled = chosen === null || (chosen === "own" && !own.value.trim()));

  async function keep() {
    try {
      show(await send(chosen === "own" ? { text: own.value } : { choice: chosen }));
    } catch (failure) {
      refill(answer, problemNotice(problemOf(failure)));
    }
  }

  function show({ is_right: isRight, model, because, record: kept }) {
    const verdict = isRight === null ? "Kept. Compare it with this: " : isRight ? "✓ That is it. " : "≠ Rather this: ";
    const sentence = isRight ? "" : `“${model}” `;
    refill(answer, make("div", { class: `notice ${isRight === false ? "warning" : ""}` }, make("p", null, make("strong", null, verdict), sentence, because)), make("p", null, "Kept: ", make("q", null, kept.explanation)), make("p", null, button("Next experiment", next)));
  }

  const before = record.explanation ? make("p", { class: "note" }, "You explained it before: ", make("q", null, record.explanation)) : null;
  own.setAttribute("aria-label", "Your explanation");
  return [make("fieldset", { class: "options" }, make("legend", null, make("p", { class: "question" }, "Why did it come out like this?")), options, own), before, make("p", null, press), answer];
}

function option(name, words, change) {
  const id = freshId("sentence");
  return make("div", { class: "option" }, make("input", { type: "radio", name, id, onchange: change }), make("label", { for: id }, words));
}
