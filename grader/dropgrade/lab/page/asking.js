/** Questions to the Session, over a model as anywidget defines it. */

/** A question that failed: `problem` has message, hint, and where there are such, file, line and function. */
class Problem extends Error {
  constructor(problem) {
    super(problem.message);
    this.problem = problem;
  }
}

/** What went wrong, for a notice: the lab's words where it answered, else the browser's. */
export const problemOf = (failure) => failure.problem ?? { message: failure.message };

const waiting = new WeakMap();
let last = 0;

/** The questions of a model that have no answer yet; the first call starts listening. */
function questions(model) {
  if (!waiting.has(model)) {
    const open = new Map();
    waiting.set(model, open);
    model.on("msg:custom", (message, buffers) => settle(open, message, buffers));
  }
  return waiting.get(model);
}

function settle(open, message, buffers) {
  const question = open.get(message?.id);
  if (!question) return;
  open.delete(message.id);
  if (message.problem) question.reject(new Problem(message.problem));
  else question.resolve({ ...message.answer, arrays: arrays(message, buffers) });
}

/**
 * Asks, and resolves to the answer, with its arrays as `arrays.name = {values, shape}`.
 * @param {{send: Function, on: Function}} model
 * @param {string} what such as "train.start"
 * @param {object} [settings]
 */
export function ask(model, what, settings = {}) {
  const open = questions(model);
  last += 1;
  const id = last;
  return new Promise((resolve, reject) => {
    open.set(id, { resolve, reject });
    model.send({ ...settings, id, ask: what });
  });
}

/** Calls `handle(message, arrays)` for each event of a name; returns a function that stops this. */
export function listen(model, event, handle) {
  const hear = (message, buffers) => message?.event === event && handle(message, arrays(message, buffers));
  model.on("msg:custom", hear);
  return () => model.off("msg:custom", hear);
}

/** Questions that a lost connection will not answer fail with this problem. */
export function failAll(model, problem) {
  for (const question of questions(model).values()) question.reject(new Problem(problem));
  questions(model).clear();
}

const TYPES = {
  float64: Float64Array,
  float32: Float32Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
};

/** The arrays of a message: `{name: {values, shape}}`, rows first. */
function arrays(message, buffers = []) {
  const found = {};
  (message?.buffers ?? []).forEach((described, i) => {
    const view = buffers[i];
    const bytes = view instanceof ArrayBuffer ? new Uint8Array(view) : new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
    const copy = bytes.slice().buffer; // a view into a frame may begin where the type does not
    const values = new TYPES[described.dtype](copy);
    const exact = values instanceof BigInt64Array ? Float64Array.from(values, Number) : values;
    found[described.name] = { values: exact, shape: described.shape };
  });
  return found;
}
