/** The choices of a round, and what is said once one was made. */

import { problemOf } from "../asking.js";
import { button, freshId, make, withCode } from "../parts/elements.js";
import { problemNotice } from "../parts/notices.js";

/** The choices as radio buttons; `give` is called with the number of the one that was chosen. */
export function answerForm(choices, give) {
  const name = freshId("spot");
  const send = make("button", { type: "submit", class: "button primary", disabled: true }, "This is it");
  const options = choices.map((words, n) => {
    const radio = make("input", { type: "radio", name, value: String(n), onchange: () => (send.disabled = false) });
    return make("label", { class: "choice" }, radio, make("span", null, withCode(words)));
  });
  const fields = make("fieldset", null, make("legend", null, "Which mistake is it?"), options);
  const form = make("form", null, fields, send);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const choice = Number(new FormData(form).get(name));
    fields.disabled = true;
    send.hidden = true;
    try {
      await give(choice);
    } catch (failure) {
      form.append(problemNotice(problemOf(failure)));
    }
  });
  return form;
}

/** Whether it was right, the message, and the edit where it is open or the player gives up. */
export function verdict(round, choice, found, reveal, next) {
  const words = found.isRight ? "Spotted." : "Not that one.";
  const was = found.isRight ? null : make("p", null, "It was: ", make("strong", null, withCode(round.choices[found.right])));
  const code = make("div");
  if (found.isOpen) code.append(diff(found.diff));
  else code.append(locked(round, code, reveal));
  return make(
    "div",
    { class: `notice verdict ${found.isRight ? "good" : "warning"}`, tabindex: "-1", role: "status" },
    make("p", { class: "judged" }, make("span", { "aria-hidden": "true" }, found.isRight ? "✓ " : "✗ "), words),
    was,
    make("p", null, withCode(found.message)),
    code,
    button("Another program", next, { class: "primary" }),
  );
}

function locked(round, code, reveal) {
  const show = async () => code.replaceChildren(diff(await reveal()));
  const number = round.problem.split("_")[0];
  return make("div", null, make("p", { class: "help" }, `The edit that makes this mistake is shown at full marks in ${number}.`), button("Give up, and show it now", show), make("p", { class: "help" }, "That is kept on record, as with dropgrade solution."));
}

/** The edit of the reference, its signs first. */
function diff(lines) {
  const kinds = { "-": "taken", "+": "added" };
  const rows = lines.map((line) => make("span", { class: `line ${kinds[line[0]] ?? ""}` }, line, "\n"));
  return make("div", null, make("p", { class: "help" }, "The edit of the reference that makes it:"), make("pre", { class: "diff", tabindex: "0" }, make("code", null, rows)));
}
