/** What happens at a moment, in a sentence or two. Pure. */

import { kindOf, plain } from "../drawing/kinds.js";
import { coinsOf, facts, scalar, softmax } from "./passes.js";
import { momentAt } from "./timeline.js";

const TAKEN = "The gradient goes back through the branch, and past it.";
const SKIPPED = "The branch was skipped: its weights learn nothing from this example, and the gradient passes it by.";
const STOPS =
  "The same mask again: where it is 0 the gradient stops, " +
  "and whatever lies before that unit learns nothing from this example.";

/** A heading and sentences for a moment. */
export function inWords(arrays, network, moment, classes) {
  const layers = network.layers.length;
  const { phase, layer } = momentAt(moment, layers);
  if (phase === "forward" && layer === 0) return ["Forward: the input", input(arrays, classes)];
  if (phase === "forward") return [`Forward: layer ${layer} of ${layers}, ${kindOf(network.layers[layer - 1]).name}`, forward(arrays, network, layer, classes)];
  if (phase === "loss") return ["The loss", loss(arrays, layers, classes)];
  return [`Backward: layer ${layer} of ${layers}, ${kindOf(network.layers[layer - 1]).name}`, backward(arrays, network, layer)];
}

function input(arrays, classes) {
  const example = scalar(arrays, "example") + 1;
  return `Example ${example} of the ${scalar(arrays, "batch")} of this step. It is ${classes[scalar(arrays, "label")]}, and the network has to find that out.`;
}

function forward(arrays, network, column, classes) {
  const layer = network.layers[column - 1];
  const does = kindOf(layer).says;
  if (layer.kind === "output") return `${capital(does)}. ${guess(arrays, column, classes)}`;
  const mask = arrays[`${column}/mask`];
  if (!mask) return `${capital(does)}.`;
  return `${counted(mask, kindOf(layer).drops)} ${scaled(arrays, column, layer)}`;
}

function counted(mask, drops) {
  const { kept, total, noun } = coinsOf(mask, drops);
  if (drops === "branch") return `One coin for the whole branch: it is ${kept ? "taken, and what it gives is added" : "skipped, and what came in goes on as it is"}.`;
  const words = `${kept.toLocaleString("en")} of ${total.toLocaleString("en")} ${noun} are kept`;
  return drops === "weights" ? `${words}; the others count as 0 in this step.` : `${words}; the others become 0, and nothing of them goes on.`;
}

/** The factor that was measured on the survivors, beside the one that keeps the mean. */
function scaled(arrays, column, layer) {
  const found = facts(arrays, column);
  if (!found || !Number.isFinite(found.factor)) return "";
  const measured = `Survivors are multiplied by ${plain(found.factor)}`;
  const inverted = 1 / (1 - layer.p);
  if (layer.kind === "standard_dropout") return `${measured}; this kind scales at evaluation instead.`;
  if (Math.abs(found.factor / inverted - 1) < 1e-3) return `${measured} = 1 / (1 - p), so that the sum stays the same on average.`;
  return `${measured}, where 1 / (1 - p) is ${plain(inverted)}: the next layer meets inputs of another size than at evaluation.`;
}

function guess(arrays, column, classes) {
  const probabilities = softmax(arrays[`${column}/out`].values);
  const best = probabilities.indexOf(Math.max(...probabilities));
  return `It says ${classes[best]} with ${percent(probabilities[best])}.`;
}

function loss(arrays, layers, classes) {
  const probabilities = softmax(arrays[`${layers}/out`].values);
  const label = scalar(arrays, "label");
  const own = -Math.log(Math.max(probabilities[label], 1e-12));
  const said = `The right answer, ${classes[label]}, got ${percent(probabilities[label])}: a loss of -log(${plain(probabilities[label])}) = ${plain(own)}.`;
  return `${said} The mean over the batch is ${plain(scalar(arrays, "loss"))}. Its gradient now goes back.`;
}

function backward(arrays, network, column) {
  const layer = network.layers[column - 1];
  const mask = arrays[`${column}/mask`]?.values;
  if (kindOf(layer).drops === "branch") return mask[0] ? TAKEN : SKIPPED;
  if (mask && kindOf(layer).drops !== "weights") return STOPS;
  if (arrays[`${column}/W_gradient`]) return "Edges now show the gradient of each weight, over the batch. A unit that was dropped sends none back.";
  if (layer.kind === "relu") return "The gradient passes where the value was above 0.";
  return "The gradient goes through this layer.";
}

const percent = (share) => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
/** Words with a capital letter, to begin a sentence. */
export const capital = (words) => words.charAt(0).toUpperCase() + words.slice(1);
