/** Play, step, layer, speed and the place in the training. */

import { make } from "../parts/elements.js";
import { sliderField } from "../parts/fields.js";
import { iconButton, labelledButton, relabel } from "../parts/icons.js";
import { SPEEDS } from "./timeline.js";

/**
 * @param {{play: () => void, moment: (by: number) => void, step: (by: number) => void, to: (step: number) => void,
 *          speed: (index: number) => void}} does
 * @param {number} speed
 */
export function controls(does, speed) {
  const play = labelledButton("play", "Play", does.play, { class: "primary", "aria-keyshortcuts": "Space" });
  const place = sliderField("Step", { value: 0, min: 0, max: 0, step: 1, show: () => "", change: (value) => does.to(value) });
  const where = make("p", { class: "where" });
  const fast = sliderField("Speed", { value: speed, min: 0, max: SPEEDS.length - 1, step: 1, show: (value) => SPEEDS[value].name, change: does.speed });
  const buttons = make(
    "div",
    { class: "toolbar", role: "group", "aria-label": "Steps" },
    play,
    iconButton("previous", "One step back", () => does.step(-1)),
    iconButton("left", "One layer back", () => does.moment(-1)),
    iconButton("right", "One layer on", () => does.moment(1)),
    iconButton("next", "One step on", () => does.step(1)),
  );
  const element = make("div", { class: "controls" }, buttons, place, fast);
  return {
    element,
    where,
    playing: (is) => relabel(play, is ? "pause" : "play", is ? "Pause" : "Play"),
    /** Shows the place; `steps` have been trained. */
    show({ step }, steps, perEpoch, words) {
      place.querySelector("input").max = String(Math.max(0, steps - 1));
      place.value = step;
      const [now, all] = [step + 1, steps].map((count) => count.toLocaleString("en"));
      const said = steps ? ` ${now} of ${all}, in epoch ${Math.floor(step / perEpoch) + 1}` : " none yet";
      place.querySelector("output").textContent = said;
      place.querySelector("input").setAttribute("aria-valuetext", `step ${step + 1} of ${steps}`);
      where.textContent = words;
    },
  };
}
