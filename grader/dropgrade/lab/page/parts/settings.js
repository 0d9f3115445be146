/**
 * Settings of a view. On the page they are in the URL's fragment, `#build?seed=3`, so that a link opens the same view with
 * the same settings; in a notebook, whose address is not ours, they are kept in memory.
 */

const kept = new Map();
const onPage = () => document.body.classList.contains("lab-page");

/** The name of the view in the fragment, and its settings. */
export function readFragment(hash = location.hash) {
  const [view = "", query = ""] = hash.replace(/^#/, "").split("?");
  return { view, settings: Object.fromEntries(new URLSearchParams(query)) };
}

/** The fragment of a view with settings; what is null, undefined or empty is left out. */
export function fragment(view, settings = {}) {
  const entries = Object.entries(settings).filter(([, value]) => value !== null && value !== undefined && value !== "");
  const query = new URLSearchParams(entries.map(([key, value]) => [key, String(value)])).toString();
  return query ? `#${view}?${query}` : `#${view}`;
}

/** The settings of a view, all of them text. */
export function readSettings(view) {
  const here = onPage() ? readFragment() : null;
  if (here?.view === view) kept.set(view, here.settings);
  return { ...kept.get(view) };
}

/** Changes some settings of a view, without a new entry in the browser's history. */
export function writeSettings(view, changes) {
  const settings = { ...readSettings(view), ...changes };
  for (const key of Object.keys(settings)) if (settings[key] === null || settings[key] === undefined) delete settings[key];
  kept.set(view, settings);
  if (onPage() && readFragment().view === view) history.replaceState(null, "", fragment(view, settings));
}
