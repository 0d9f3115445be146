/** The colours of the drawing, read from the page's tokens, so that dark and light need no code of their own. */

const NAMES = {
  surface: "--surface", sunken: "--sunken", ink: "--ink", soft: "--ink-soft", line: "--line", strong: "--line-strong",
  accent: "--accent", positive: "--positive", negative: "--negative", dropped: "--dropped",
};

/** The colours and the font that apply at an element. */
export function themeOf(element) {
  const style = getComputedStyle(element);
  const colours = Object.entries(NAMES).map(([key, name]) => [key, style.getPropertyValue(name).trim()]);
  return { ...Object.fromEntries(colours), font: style.fontFamily };
}

/** Calls `change` when the colours change: the system goes dark or light. Returns a function that stops this. */
export function onThemeChange(change) {
  const query = matchMedia("(prefers-color-scheme: dark)");
  query.addEventListener("change", change);
  return () => query.removeEventListener("change", change);
}

/** Whether the system asks for little motion. */
export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
