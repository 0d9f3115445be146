/** What a mouse, a pen and fingers do on the drawing: pan, zoom, point, press, and ask for the menu. */

const LONG = 500; // milliseconds until a finger that rests asks for the menu
const STILL = 8; // pixels that a resting finger may move

/**
 * Listens on an element.
 * @param {HTMLElement} element
 * @param {{pan: (dx: number, dy: number) => void, zoom: (factor: number, x: number, y: number) => void, point: (x: number, y: number) => void,
 *          leave: () => void, press: (x: number, y: number) => void, twice: (x: number, y: number) => void,
 *          menu: (x: number, y: number) => void}} does with places inside the element
 */
export function listenForGestures(element, does) {
  const fingers = new Map();
  let moved = 0;
  let timer = 0;
  const at = (event) => {
    const box = element.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const down = (event) => {
    if (event.button !== 0) return;
    fingers.set(event.pointerId, at(event));
    element.setPointerCapture(event.pointerId);
    moved = fingers.size > 1 ? Infinity : 0;
    clearTimeout(timer);
    if (event.pointerType !== "mouse") timer = setTimeout(() => rest(at(event)), LONG);
  };
  const rest = (place) => {
    if (moved > STILL) return;
    moved = Infinity;
    does.menu(...place);
  };
  const move = (event) => {
    const place = at(event);
    const before = fingers.get(event.pointerId);
    if (!before) return event.pointerType === "mouse" && does.point(...place);
    moved += Math.hypot(place[0] - before[0], place[1] - before[1]);
    if (fingers.size === 2) pinch(fingers, event.pointerId, place, does);
    else if (moved > STILL) does.pan(place[0] - before[0], place[1] - before[1]);
    else return;
    fingers.set(event.pointerId, place);
  };
  const up = (event) => {
    clearTimeout(timer);
    if (fingers.delete(event.pointerId) && moved <= STILL && event.type === "pointerup") does.press(...at(event));
  };
  element.addEventListener("pointerdown", down);
  element.addEventListener("pointermove", move);
  element.addEventListener("pointerup", up);
  element.addEventListener("pointercancel", up);
  element.addEventListener("pointerleave", () => does.leave());
  element.addEventListener("dblclick", (event) => does.twice(...at(event)));
  element.addEventListener("contextmenu", (event) => {
    event.preventDefault();
    if (event.pointerType === "touch") rest(at(event)); // a system that knows long presses may be sooner
    else does.menu(...at(event));
  });
  element.addEventListener("wheel", (event) => wheel(event, at(event), does), { passive: false });
}

/** Two fingers: their distance zooms, their middle pans. */
function pinch(fingers, id, place, does) {
  const [other] = [...fingers].filter(([key]) => key !== id).map(([, value]) => value);
  const before = fingers.get(id);
  const distance = (p) => Math.hypot(p[0] - other[0], p[1] - other[1]) || 1;
  does.pan((place[0] - before[0]) / 2, (place[1] - before[1]) / 2);
  does.zoom(distance(place) / distance(before), (place[0] + other[0]) / 2, (place[1] + other[1]) / 2);
}

function wheel(event, place, does) {
  event.preventDefault();
  const lines = event.deltaMode === 1 ? 16 : 1;
  does.zoom(Math.exp((-event.deltaY * lines) / 500), ...place);
}
