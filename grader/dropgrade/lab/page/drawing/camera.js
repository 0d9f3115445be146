/** Pan and zoom: a scale and a shift between the drawing and the screen. Pure. */

const NEAREST = 4;
const FARTHEST = 0.2;

/** A camera that shows a rectangle as large as it fits. */
export function fitted({ x, y, w, h }, width, height, most = 1.35) {
  const scale = Math.max(FARTHEST, Math.min(most, width / w, height / h));
  return { scale, dx: width / 2 - (x + w / 2) * scale, dy: height / 2 - (y + h / 2) * scale };
}

/** The camera after zooming by a factor, with a point of the screen kept where it is. */
export function zoomed(camera, factor, sx, sy) {
  const scale = Math.max(FARTHEST, Math.min(NEAREST, camera.scale * factor));
  const real = scale / camera.scale;
  return { scale, dx: sx - (sx - camera.dx) * real, dy: sy - (sy - camera.dy) * real };
}

/** The camera after moving the picture. */
export const moved = (camera, dx, dy) => ({ ...camera, dx: camera.dx + dx, dy: camera.dy + dy });

/** A point of the screen as a point of the drawing. */
export const inDrawing = (camera, sx, sy) => ({ x: (sx - camera.dx) / camera.scale, y: (sy - camera.dy) / camera.scale });

/** A point of the drawing as a point of the screen. */
export const onScreen = (camera, x, y) => ({ x: x * camera.scale + camera.dx, y: y * camera.scale + camera.dy });
