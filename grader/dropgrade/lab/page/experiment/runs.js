/** The runs of a view: only events of the latest one are heard, and none is missed that comes before its number is known. */

import { ask, listen } from "../asking.js";

/**
 * @param {object} model
 * @param {string} view such as "experiment"
 * @param {Record<string, (message: object) => void>} handlers by the event's name without the view
 */
export function runsOf(model, view, handlers) {
  let number = null;
  let early = null; // what came while a start was on its way
  const hear = (name) => (message) => {
    if (early) early.push([name, message]);
    else if (message.run === number) handlers[name](message);
  };
  const listening = Object.keys(handlers).map((name) => listen(model, `${view}.${name}`, hear(name)));
  return {
    /** Starts one by an ask, and gives the answer; what it sends is handled from then on. */
    async start(what, settings) {
      early = [];
      try {
        const answer = await ask(model, what, settings);
        number = answer.run;
        return answer;
      } finally {
        const came = early;
        early = null;
        setTimeout(() => came.forEach(([name, message]) => message.run === number && handlers[name](message)));
      }
    },
    /** Hears no more of the run. */
    forget: () => (number = null),
    leave: () => listening.forEach((end) => end()),
  };
}
