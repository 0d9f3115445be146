/** A question in a dialog: the browser's own element, which keeps the focus inside and gives it back. */

import { button, freshId, make } from "./elements.js";

/**
 * Opens a dialog and resolves to the value of the action that was pressed, or to null when it was left.
 * @param {{title: string, body: any, actions?: {label: string, value?: any, primary?: boolean, check?: () => boolean | Promise<boolean>}[],
 *          root?: Element}} options `check` may refuse to close
 */
export function openDialog({ title, body, actions = [{ label: "Close", value: null }], root }) {
  return new Promise((resolve) => {
    const id = freshId("dialog");
    let answer = null;
    const buttons = actions.map((action) =>
      button(
        action.label,
        async () => {
          if (action.check && !(await action.check())) return;
          answer = action.value ?? null;
          dialog.close();
        },
        { class: action.primary ? "primary" : "" },
      ),
    );
    const form = make("form", { method: "dialog", onsubmit: (event) => pressPrimary(event, buttons, actions) });
    form.append(make("h2", { id }, title), make("div", { class: "body" }, body), make("div", { class: "actions" }, buttons));
    const dialog = make("dialog", { "aria-labelledby": id }, form);
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(answer);
    });
    (root ?? document.querySelector(".lab")).append(dialog);
    dialog.showModal();
  });
}

/** Enter in a field does what the main button does. */
function pressPrimary(event, buttons, actions) {
  event.preventDefault();
  const main = actions.findIndex((action) => action.primary);
  if (main >= 0) buttons[main].click();
}
