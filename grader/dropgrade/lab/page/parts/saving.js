/** Files that the page gives to the browser, and text for the clipboard. */

import { make } from "./elements.js";
import { announce } from "./notices.js";

/** Saves a file as a download. */
export function saveFile(name, content, type = "text/plain") {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const link = make("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
  announce(`${name} was saved.`);
}

/** Copies text; says so on the button that was pressed. */
export async function copyText(text, pressed) {
  const words = pressed?.textContent;
  try {
    await navigator.clipboard.writeText(text);
    announce("Copied.");
    if (pressed) pressed.textContent = "Copied";
  } catch {
    announce("The browser does not let the page copy.");
    if (pressed) pressed.textContent = "Not allowed";
  }
  if (pressed) setTimeout(() => (pressed.textContent = words), 1500);
}

/** An SVG element as the text of a file. */
export const svgText = (element) => new XMLSerializer().serializeToString(element);
