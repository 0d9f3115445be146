/** The stage: a canvas with a network, its twin, pan and zoom, and a hint at what is pointed at. */

import { make } from "../parts/elements.js";
import { fitted, inDrawing, moved, onScreen, zoomed } from "./camera.js";
import { listenForGestures } from "./gestures.js";
import { hit, layOut, markOf } from "./layout.js";
import { paint } from "./painter.js";
import { canvasSurface, svgSurface } from "./surfaces.js";
import { onThemeChange, themeOf } from "./theme.js";
import { makeTwin } from "./twin.js";

const NARROW = 560;

/**
 * @typedef {{column: number, unit: number | null}} Target
 * @typedef {object} Does what the view does: all optional
 * @property {(target: Target | null, x: number, y: number) => void} [menu] a menu is asked for, at a place of the window
 * @property {(target: Target) => void} [press] something was pressed
 * @property {(target: Target) => void} [twice] something was pressed twice
 * @property {(key: string, target: Target, event: KeyboardEvent) => boolean} [key] a key on a layer
 * @property {(target: Target) => string} [says] the hint at something
 */

export class Stage {
  /** @param {string} label the drawing's name for screen readers  @param {Does} does */
  constructor(label, does) {
    this.does = does;
    this.canvas = make("canvas", { "aria-hidden": "true" });
    this.hint = make("div", { class: "hint", "aria-hidden": "true", hidden: true });
    this.twin = makeTwin({
      label,
      act: (key, target, event) => this.#key(key, target, event),
      focus: (target) => this.#focused(target),
      says: (target) => does.says?.(target) ?? "",
    });
    this.element = make("div", { class: "stage" }, this.canvas, this.twin.element, this.hint);
    this.network = null;
    this.pass = {};
    this.camera = null;
    this.target = null;
    this.chosen = null; // the layer that is edited beside the drawing
    listenForGestures(this.canvas, this.#gestures());
    this.watcher = new ResizeObserver(() => this.#resized());
    this.watcher.observe(this.element);
    this.stopTheme = onThemeChange(() => this.repaint());
  }

  /** Shows a network; the camera stays unless its layers changed. */
  show(network, shapes, parameters = []) {
    this.network = { network, shapes, parameters };
    this.#arrange();
  }

  /** Shows a pass over the network (see painter.js). */
  showPass(pass) {
    this.pass = pass;
    this.repaint();
  }

  /** Marks the layer that is edited. */
  choose(column) {
    this.chosen = column;
    if (column !== null) this.twin.select(column);
    this.repaint();
  }

  /** The whole network again. */
  fit() {
    if (!this.layout || !this.width) return;
    this.camera = fitted(this.layout.bounds, this.width, this.height);
    this.repaint();
  }

  /** Nearer or farther, around the middle. */
  zoom(factor) {
    this.#zoom(factor, this.width / 2, this.height / 2);
  }

  /** Gives up what it listens to. */
  close() {
    this.watcher.disconnect();
    this.stopTheme();
    cancelAnimationFrame(this.frame);
  }

  /** The drawing as an SVG element, all of it, whatever is seen of it. */
  asSvg(title) {
    const theme = themeOf(this.element);
    const surface = svgSurface(this.layout.bounds, theme.surface, title);
    paint(surface, this.layout, this.pass, theme);
    return surface.element;
  }

  /** The drawing as a PNG, twice as large as it is drawn. */
  asPng() {
    const { x, y, w, h } = this.layout.bounds;
    const theme = themeOf(this.element);
    const canvas = make("canvas", { width: Math.ceil(w * 2), height: Math.ceil(h * 2) });
    const context = canvas.getContext("2d");
    context.setTransform(2, 0, 0, 2, -2 * x, -2 * y);
    context.fillStyle = theme.surface;
    context.fillRect(x, y, w, h);
    paint(canvasSurface(context), this.layout, this.pass, theme);
    return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  }

  /** Paints at the next frame. */
  repaint() {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.#paint());
  }

  #paint() {
    if (!this.layout || !this.width || !this.camera) return;
    const ratio = devicePixelRatio || 1;
    const { scale, dx, dy } = this.camera;
    const context = this.canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, this.width, this.height);
    context.setTransform(ratio * scale, 0, 0, ratio * scale, ratio * dx, ratio * dy);
    const focus = this.target ?? (this.chosen === null ? null : { column: this.chosen, unit: null });
    paint(canvasSurface(context), this.layout, this.pass, themeOf(this.element), focus);
    this.twin.move(this.camera);
    this.#placeHint();
  }

  #arrange() {
    if (!this.network || !this.width) return;
    const { network, shapes, parameters } = this.network;
    const narrow = this.width < NARROW;
    const before = this.layout?.bounds;
    this.layout = layOut(network, shapes, narrow ? { direction: "down", most: 10 } : {});
    this.twin.show(this.layout, parameters);
    if (this.target?.column >= this.layout.columns.length) this.target = null;
    if (!this.camera || JSON.stringify(before) !== JSON.stringify(this.layout.bounds)) this.fit();
    this.repaint();
  }

  #resized() {
    const { clientWidth: width, clientHeight: height } = this.element;
    const ratio = devicePixelRatio || 1;
    Object.assign(this, { width, height });
    Object.assign(this.canvas, { width: Math.round(width * ratio), height: Math.round(height * ratio) });
    this.camera = null;
    this.#arrange();
  }

  #gestures() {
    const target = (x, y) => this.#at(x, y);
    return {
      pan: (dx, dy) => this.#look(moved(this.camera, dx, dy)),
      zoom: (factor, x, y) => this.#zoom(factor, x, y),
      point: (x, y) => this.#point(target(x, y)),
      leave: () => this.#point(null),
      press: (x, y) => this.#press(target(x, y)),
      twice: (x, y) => target(x, y) && this.does.twice?.(target(x, y)),
      menu: (x, y) => this.#menu(target(x, y), x, y),
    };
  }

  #at(x, y) {
    if (!this.layout || !this.camera) return null;
    const place = inDrawing(this.camera, x, y);
    return hit(this.layout, place.x, place.y);
  }

  #look(camera) {
    this.camera = camera;
    this.repaint();
  }

  #zoom(factor, x, y) {
    if (this.camera) this.#look(zoomed(this.camera, factor, x, y));
  }

  #point(target) {
    if (target?.column === this.target?.column && target?.unit === this.target?.unit) return;
    this.target = target;
    this.canvas.style.cursor = target ? "pointer" : "grab";
    this.repaint();
  }

  #focused(target) {
    this.target = target;
    if (target) this.does.press?.(target);
    if (target) this.#lookAt(target);
    this.repaint();
  }

  /** Moves the picture where what has the focus is outside of it. */
  #lookAt({ column, unit }) {
    const found = this.layout?.columns[column];
    if (!found || !this.camera) return;
    const { x, y } = onScreen(this.camera, (markOf(found, unit) ?? found).x, (markOf(found, unit) ?? found).y);
    const away = (at, size) => (at < 30 ? 60 - at : at > size - 30 ? size - 60 - at : 0);
    this.camera = moved(this.camera, away(x, this.width), away(y, this.height));
  }

  #press(target) {
    this.#point(target);
    if (!target) return;
    this.twin.select(target.column, target.unit);
    this.does.press?.(target);
  }

  #menu(target, x, y) {
    const box = this.element.getBoundingClientRect();
    const place = this.camera && inDrawing(this.camera, x, y);
    this.does.menu?.(target, box.left + x, box.top + y, place);
  }

  #key(key, target, event) {
    if (key === "Enter" || key === " " || key === "ContextMenu" || (key === "F10" && event.shiftKey)) {
      const box = this.twin.button(target.column).getBoundingClientRect();
      this.does.menu?.(target, box.left + Math.min(40, box.width), box.top + Math.min(40, box.height));
      return true;
    }
    if (event.shiftKey && key.startsWith("Arrow")) return this.#panBy(key);
    if (key === "f") return this.fit() ?? true;
    return this.does.key?.(key, target, event) ?? false;
  }

  #panBy(key) {
    const by = { ArrowLeft: [40, 0], ArrowRight: [-40, 0], ArrowUp: [0, 40], ArrowDown: [0, -40] }[key];
    this.#look(moved(this.camera, ...by));
    return true;
  }

  #placeHint() {
    const words = this.target ? this.does.says?.(this.target) : "";
    this.hint.hidden = !words;
    if (!words) return;
    this.hint.textContent = words;
    const column = this.layout.columns[this.target.column];
    const mark = this.target.unit === null ? null : markOf(column, this.target.unit);
    const place = onScreen(this.camera, mark?.x ?? column.x, (mark ? mark.y + mark.s : column.y + column.h / 2) + 8);
    const { offsetWidth: w, offsetHeight: h } = this.hint;
    this.hint.style.left = `${Math.max(8, Math.min(this.width - w - 8, place.x - w / 2))}px`;
    this.hint.style.top = `${place.y + h + 8 > this.height ? Math.max(8, place.y - h - 40) : place.y}px`;
  }
}
