/** The data sets of the lab: which of them a network can learn from, and what their classes are called. */

import { hello } from "./functions.js";

/** All data sets, each with whether a network can take its examples and tell its classes apart. */
export function dataSets(network) {
  const shape = JSON.stringify([network.input].flat());
  const outputs = network.layers.at(-1)?.units;
  return (hello().datasets ?? []).map((set) => {
    const takes = set.shapes.some((each) => JSON.stringify([each].flat()) === shape);
    return { ...set, fits: takes && set.classes === outputs };
  });
}

/** The data set of a name where it fits a network, else the first that does, else that of the name all the same. */
export function chosenSet(network, name) {
  const all = dataSets(network);
  const named = all.find((set) => set.name === name);
  return named?.fits ? named : (all.find((set) => set.fits) ?? named ?? all[0]);
}

/** What the classes of a data set are called, short for a drawing, and as in a sentence. */
export function classNames(name, count) {
  const special = { moons: ["upper", "lower"], wrong_labels: ["even", "odd"] }[name];
  const short = special ?? Array.from({ length: count }, (_, k) => String(k));
  const inSentence = { moons: (word) => `the ${word} moon`, wrong_labels: (word) => `an ${word} digit` }[name] ?? ((digit) => `${digit === "8" ? "an" : "a"} ${digit}`);
  return { short, long: short.map(inSentence) };
}
