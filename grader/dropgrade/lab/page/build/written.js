/** A network as text: in an address, `v1,64,dense:100,relu,dropout:0.5,output:10`, and as JSON in a file. Pure. */

import { KINDS } from "../drawing/kinds.js";

const VERSION = 1;

/** A network as the short text of an address, without its name. */
export function asText(network) {
  const input = [network.input].flat().join("x");
  return [`v${VERSION}`, input, ...network.layers.map(layerText)].join(",");
}

function layerText(layer) {
  const fields = (KINDS[layer.kind]?.fields ?? []).map(({ key }) => layer[key]);
  const branch = layer.layers ? `(${layer.layers.map(layerText).join("/")})` : "";
  return [layer.kind, ...fields].join(":") + branch;
}

/** The network that a text says; throws where it says none. Whether it can be trained is asked of the lab. */
export function fromText(text, name = "Network") {
  const [version, input, ...layers] = text.split(",");
  if (version !== `v${VERSION}`) throw new Error(`This address holds a network of version ${version.slice(0, 12)}; this lab reads v${VERSION}.`);
  const shape = (input ?? "").split("x").map(Number);
  return { version: VERSION, name, input: shape.length === 1 ? shape[0] : shape, layers: layers.map(layerFrom) };
}

function layerFrom(text) {
  const [head, inside] = text.split("(");
  const [kind, ...values] = head.split(":");
  if (!Object.hasOwn(KINDS, kind) || kind === "input") throw new Error(`There is no kind of layer called ${kind.slice(0, 40)}.`);
  const layer = { kind, ...Object.fromEntries(KINDS[kind].fields.map(({ key }, k) => [key, Number(values[k])])) };
  if (inside !== undefined) layer.layers = inside.replace(/\)$/, "").split("/").map(layerFrom);
  return layer;
}

/** A network as the text of a JSON file. */
export const asJson = (network) => `${JSON.stringify(network, null, 2)}\n`;

/** The network in the text of a JSON file; throws in words for a person. */
export function fromJson(text) {
  let found;
  try {
    found = JSON.parse(text);
  } catch (error) {
    throw new Error(`This is not JSON: ${error.message}`);
  }
  if (!found || typeof found !== "object" || !Array.isArray(found.layers)) throw new Error("This JSON is not a network: it has no list of `layers`.");
  return found;
}

/** A name for a file, from the network's. */
export function fileName(network, ending) {
  const stem = String(network.name ?? "network").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
  return `${stem || "network"}.${ending}`;
}
