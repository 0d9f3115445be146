/**
 * The contract of anywidget's model over the lab's socket: `send` and `on("msg:custom", …)`.
 */

const STEP = 8;

/** A model that talks to the lab that this page came from. */
export class SocketModel {
  #socket;
  #listeners = new Map();
  #waiting = [];

  #address;
  #tries = 0;
  #wasOpen = false;

  /** @param {string} address the address of the socket */
  constructor(address) {
    this.#address = address;
    this.#connect();
  }

  #connect() {
    this.#socket = new WebSocket(this.#address);
    this.#socket.binaryType = "arraybuffer";
    this.#socket.addEventListener("open", () => this.#opened());
    this.#socket.addEventListener("close", () => this.#closed());
    this.#socket.addEventListener("message", (event) => this.#receive(event.data));
  }

  /** Tries again, soon at first and then more rarely. */
  #closed() {
    if (this.#tries === 0) this.#emit("closed");
    this.#tries += 1;
    setTimeout(() => this.#connect(), Math.min(8000, 300 * 2 ** this.#tries));
  }

  /** Send a message to the lab, as soon as it can be heard. */
  send(message) {
    if (this.#socket.readyState === WebSocket.CONNECTING) this.#waiting.push(message);
    else if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  /** Call `listener` for each "msg:custom", and when the lab was lost ("closed") or found ("again"). */
  on(name, listener) {
    if (!this.#listeners.has(name)) this.#listeners.set(name, new Set());
    this.#listeners.get(name).add(listener);
  }

  /** Call `listener` no more. */
  off(name, listener) {
    this.#listeners.get(name)?.delete(listener);
  }

  #opened() {
    for (const message of this.#waiting.splice(0)) this.send(message);
    if (this.#wasOpen) this.#emit("again");
    this.#wasOpen = true;
    this.#tries = 0;
  }

  #receive(data) {
    if (typeof data !== "string") this.#emit("msg:custom", ...readFrame(data));
    else for (const message of JSON.parse(data)) this.#emit("msg:custom", message, []);
  }

  #emit(name, ...values) {
    for (const listener of [...(this.#listeners.get(name) ?? [])]) listener(...values);
  }
}

/**
 * A binary frame as its message and the bytes of its arrays.
 * @param {ArrayBuffer} frame
 * @returns {[object, DataView[]]}
 */
function readFrame(frame) {
  const length = new DataView(frame).getUint32(0, true);
  const message = JSON.parse(new TextDecoder().decode(new Uint8Array(frame, 4, length)));
  let at = 4 + length;
  const views = message.buffers.map(({ dtype, shape }) => {
    const size = shape.reduce((product, n) => product * n, WIDTHS[dtype]);
    const view = new DataView(frame, at, size);
    at += Math.ceil(size / STEP) * STEP;
    return view;
  });
  return [message, views];
}

const WIDTHS = { float32: 4, float64: 8, int32: 4, int64: 8, uint8: 1 };
