/**
 * Settings of a view. On the page they are in the URL's fragment, `#/build?seed=3`, so that a link opens the same view with
 * the same settings; in a notebook, whose address is not ours, they are kept in memory.
 */

const kept = new Map();
const onPage = () => document.body.classList.contains("lab-page");

/** The name of the view in the fragment, and its settings. */
export function readFragment(hash = location.hash) {
  const [view = "", query = ""] = hash.replace(/^#\/?/, "").split("?");
  return { view, settings: Object.fromEntries(new URLSearchParams(query)) };
}

/** The fragment of a view with settings; what is null, undefined or empty is left out. */
export function fragment(view, settings = {}) {
  const entries = Object.entries(settings).filter(([, value]) => value !== null && value !== undefined && value !== "");
  const query = entries.map(([key, value]) => `${encodeURIComponent(key)}=${readable(String(value))}`).join("&");
  return query ? `#/${view}?${query}` : `#/${view}`;
}

/** A value in an address; what is harmless there is left as it is read. */
function readable(value) {
  return encodeURIComponent(value).replace(/%(2C|3A|2F|40|20)/g, (code) => (code === "%20" ? "+" : decodeURIComponent(code)));
}

/** The settings of a view, all of them text. */
export function readSettings(view) {
  const here = onPage() ? readFragment() : null;
  if (here?.view === view) kept.set(view, here.settings);
  return { ...kept.get(view) };
}

/** The settings that a view had when it was left, for a link back to it. */
export const settingsOf = (view) => ({ ...kept.get(view) });

/** Changes some settings of a view, without a new entry in the browser's history. */
export function writeSettings(view, changes) {
  const settings = { ...readSettings(view), ...changes };
  for (const key of Object.keys(settings)) if (settings[key] === null || settings[key] === undefined) delete settings[key];
  kept.set(view, settings);
  if (onPage() && readFragment().view === view) history.replaceState(null, "", fragment(view, settings));
}
