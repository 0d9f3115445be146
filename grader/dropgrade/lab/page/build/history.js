/** Undo and redo. Pure: each step gives a new history. */

const DEPTH = 100;

/** A history of a single state. */
export const begun = (now) => ({ past: [], now, future: [] });

/** The history after a change; the same state is no change. */
export function changedTo(history, now) {
  if (JSON.stringify(now) === JSON.stringify(history.now)) return history;
  return { past: [...history.past, history.now].slice(-DEPTH), now, future: [] };
}

/** The history after a step back, or as it is where there is none. */
export function undone({ past, now, future }) {
  if (past.length === 0) return { past, now, future };
  return { past: past.slice(0, -1), now: past.at(-1), future: [now, ...future] };
}

/** The history after a step forward again, or as it is where there is none. */
export function redone({ past, now, future }) {
  if (future.length === 0) return { past, now, future };
  return { past: [...past, now], now: future[0], future: future.slice(1) };
}
