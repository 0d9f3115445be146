/** What goes in and out of Build: JSON, pictures, a NumPy program, a link. */

import { ask, problemOf } from "../asking.js";
import { inUse } from "../functions.js";
import { openDialog } from "../parts/dialog.js";
import { button, make } from "../parts/elements.js";
import { openMenu } from "../parts/menu.js";
import { problemNotice } from "../parts/notices.js";
import { copyText, saveFile, svgText } from "../parts/saving.js";
import { below } from "./menus.js";
import { asJson, fileName } from "./written.js";

/** The ways to keep a network. */
export function saveMenu(state, stage, pressed) {
  const { network } = state;
  const items = [
    { label: "Network as JSON", act: () => saveFile(fileName(network, "json"), asJson(network), "application/json") },
    { label: "Drawing as SVG", act: () => saveFile(fileName(network, "svg"), svgText(stage.asSvg(network.name)), "image/svg+xml") },
    { label: "Drawing as PNG", act: async () => saveFile(fileName(network, "png"), await stage.asPng()) },
    null,
    { label: "NumPy program…", act: () => showProgram(state) },
    { label: "Copy a link to it", act: () => copyText(location.href, pressed) },
  ];
  return openMenu({ ...below(pressed), label: "Save", items });
}

/** The network as a program that uses the student's functions. */
async function showProgram(state) {
  let body;
  try {
    const { text } = await ask(state.model, "network.program", { network: state.network, use: inUse() });
    const code = make("pre", { class: "program", tabindex: "0", "aria-label": "The program" }, make("code", null, text));
    const copy = button("Copy", () => copyText(text, copy));
    body = [code, make("div", { class: "toolbar" }, copy, button("Save the file", () => saveFile(fileName(state.network, "py"), text)))];
  } catch (failure) {
    body = problemNotice(problemOf(failure));
  }
  await openDialog({ title: "This network as a NumPy program", body });
}

/** Asks for a network as JSON: a file, or text that is pasted. */
export async function openNetwork(state) {
  const text = make("textarea", { rows: 8, spellcheck: "false", class: "json" });
  const file = make("input", { type: "file", accept: ".json,application/json" });
  const fault = make("div", { role: "alert" });
  file.addEventListener("change", async () => (text.value = (await file.files[0]?.text()) ?? ""));
  const body = [
    make("label", { class: "field" }, make("span", { class: "name" }, "A file that was saved here"), file),
    make("label", { class: "field" }, make("span", { class: "name" }, "or its text"), text),
    fault,
  ];
  const check = async () => {
    try {
      await state.takeJson(text.value);
      return true;
    } catch (error) {
      fault.replaceChildren(make("p", { class: "notice problem" }, error.message));
      return false;
    }
  };
  await openDialog({ title: "Open a network", body, actions: [{ label: "Cancel" }, { label: "Open", primary: true, check }] });
}

/** Takes files that are dropped on an element. */
export function takeDrops(element, state) {
  element.addEventListener("dragover", (event) => event.preventDefault());
  element.addEventListener("drop", async (event) => {
    event.preventDefault();
    const [file] = event.dataTransfer.files;
    if (!file) return;
    try {
      await state.takeJson(await file.text());
    } catch (error) {
      state.complaint = `${file.name}: ${error.message}`;
      state.tell();
    }
  });
}
