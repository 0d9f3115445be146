/** A table with a caption. Columns that hold numbers are lined up on the right. */

import { make } from "./elements.js";

/**
 * @param {{caption: string, columns: string[], rows: (string | number | Element)[][], hideCaption?: boolean}} options
 */
export function table({ caption, columns, rows, hideCaption = false }) {
  const numeric = columns.map((_, i) => rows.length > 0 && rows.every((row) => typeof row[i] === "number"));
  const cell = (value, i) => make(i === 0 ? "th" : "td", { scope: i === 0 ? "row" : null, class: numeric[i] ? "number" : null }, show(value));
  const head = columns.map((name, i) => make("th", { scope: "col", class: numeric[i] ? "number" : null }, name));
  const body = rows.map((row) => make("tr", null, row.map(cell)));
  const grid = make(
    "table",
    null,
    make("caption", { class: hideCaption ? "unseen" : null }, caption),
    make("thead", null, make("tr", null, head)),
    make("tbody", null, body),
  );
  return make("div", { class: "table", tabindex: "0", role: "region", "aria-label": caption }, grid);
}

/** A number with a thin space between thousands; anything else as it is. */
export function show(value) {
  if (typeof value !== "number") return value;
  return Number.isInteger(value) ? value.toLocaleString("en") : String(Number(value.toPrecision(4)));
}
