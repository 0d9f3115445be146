/** What the page knows of each kind of layer: its name, the fields that are edited, and how it is drawn. */

const RATE = { key: "p", name: "Rate p: the probability of dropping", min: 0, max: 0.95, step: 0.05, start: 0.5 };
const UNITS = { key: "units", name: "Units", min: 1, max: 4096, step: 1, start: 16 };
const CHANNELS = { key: "channels", name: "Feature maps", min: 1, max: 64, step: 1, start: 4 };
const SIZE = { key: "size", name: "Side of the kernel", min: 1, max: 7, step: 1, start: 3 };
const BLOCK = { key: "block_size", name: "Side of a block", min: 1, max: 16, step: 1, start: 2 };
const FRACTION = { key: "fraction", name: "Share of the smallest weights that may go", min: 0, max: 1, step: 0.05, start: 0.5 };

/**
 * @typedef {object} Kind
 * @property {string} name
 * @property {string} short a label for the drawing
 * @property {string} says what it does, in a few words
 * @property {"units" | "gates" | "signs"} form how it is drawn: circles, a gate for each unit, a small sign for each unit
 * @property {boolean} [mixes] whether its units see all units before it, through weights
 * @property {"units" | "maps" | "features" | "weights" | "branch"} [drops] what its coins decide about
 * @property {object[]} fields
 */

const dense = { form: "units", mixes: true };
const each = { form: "signs", fields: [] };
const gates = { form: "gates" };

/** @type {Record<string, Kind>} */
export const KINDS = {
  input: { ...each, form: "units", name: "Input", short: "Input", says: "one example of the data" },
  dense: { ...dense, name: "Dense", short: "Dense", says: "each unit sees every unit before it", fields: [UNITS] },
  conv: { form: "units", mixes: true, name: "Convolution", short: "Conv", says: "small kernels that slide over maps", fields: [CHANNELS, SIZE] },
  flatten: { ...each, form: "units", name: "Flatten", short: "Flatten", says: "maps become units in a row" },
  relu: { ...each, name: "ReLU", short: "ReLU", says: "negative values become 0" },
  sigmoid: { ...each, name: "Sigmoid", short: "sigmoid", says: "squeezes values into 0 to 1" },
  tanh: { ...each, name: "Tanh", short: "tanh", says: "squeezes values into -1 to 1" },
  batch_norm: { ...each, name: "Batch norm", short: "norm", says: "mean 0 and variance 1 over the batch" },
  standard_dropout: { ...gates, name: "Standard dropout", short: "standard", drops: "units", fields: [RATE], says: "one coin per unit; scales by 1 - p at evaluation" },
  dropout: { ...gates, name: "Dropout", short: "drop", drops: "units", fields: [RATE], says: "one coin per unit; survivors are scaled in training" },
  dropout_layer: { ...gates, name: "Dropout layer", short: "layer", drops: "units", fields: [RATE], says: "the class with train and eval" },
  spatial_dropout_1d: { ...gates, name: "Spatial dropout, 1D", short: "spatial", drops: "features", fields: [RATE], says: "one coin per feature, for all time steps" },
  spatial_dropout_2d: { ...gates, name: "Spatial dropout, 2D", short: "spatial", drops: "maps", fields: [RATE], says: "one coin per feature map" },
  dropblock: { ...gates, name: "DropBlock", short: "blocks", drops: "units", fields: [RATE, BLOCK], says: "square blocks of a map" },
  dropconnect: { ...dense, name: "DropConnect", short: "connect", drops: "weights", fields: [UNITS, RATE], says: "a dense layer; one coin per weight" },
  targeted_dropout: { ...dense, name: "Targeted dropout", short: "targeted", drops: "weights", fields: [UNITS, FRACTION, RATE], says: "a dense layer; coins for its smallest weights" },
  stochastic_depth: { form: "units", name: "Stochastic depth", short: "block", drops: "branch", fields: [RATE], says: "a residual branch that is skipped as a whole" },
  output: { ...dense, name: "Output", short: "Output", says: "a dense layer and softmax: a probability for each class", fields: [{ ...UNITS, start: 10 }] },
};

/** What is known of a kind; a kind that this page does not know is drawn as a plain layer. */
export function kindOf(layer) {
  if (Object.hasOwn(KINDS, layer.kind)) return KINDS[layer.kind];
  return { ...each, name: String(layer.kind), short: String(layer.kind).slice(0, 8), says: "" };
}

/** A new layer of a kind with the values that its fields start with; a branch gives back the shape before it. */
export function newLayer(kind, unitsBefore = 16) {
  const entries = KINDS[kind].fields.map((field) => [field.key, field.start]);
  const layer = { kind, ...Object.fromEntries(entries) };
  if (kind === "stochastic_depth") layer.layers = [{ kind: "dense", units: unitsBefore }, { kind: "relu" }, { kind: "dense", units: unitsBefore }];
  return layer;
}

/** A number as it is read: 0.5, not 0.5000001. */
export const plain = (value) => (typeof value === "number" ? String(Number(value.toPrecision(4))) : String(value));

/** The second line of a layer's label. */
export function detail(layer) {
  if (layer.p !== undefined) return layer.units ? `${layer.units}, p ${plain(layer.p)}` : `p ${plain(layer.p)}`;
  if (layer.channels !== undefined) return `${layer.channels} × ${layer.size}²`;
  return layer.units === undefined ? "" : plain(layer.units);
}

/** A layer in a sentence: "Dropout, 100 units, p = 0.5". */
export function described(layer, shape) {
  const kind = kindOf(layer);
  const fields = kind.fields.filter((field) => layer[field.key] !== undefined && !["units", "channels"].includes(field.key));
  const said = fields.map((field) => `${field.key.replace("_", " ")} = ${plain(layer[field.key])}`);
  return [kind.name, shape && shapeText(shape), ...said].filter(Boolean).join(", ");
}

/** A shape in words: "100 units", "8 maps of 6 × 6". */
function shapeText(shape) {
  if (shape.length === 1) return shape[0] === 1 ? "1 unit" : `${shape[0].toLocaleString("en")} units`;
  if (shape.length === 2) return `${shape[0]} steps of ${shape[1]} features`;
  return shape[0] === 1 ? `1 map of ${shape[1]} × ${shape[2]}` : `${shape[0]} maps of ${shape[1]} × ${shape[2]}`;
}
