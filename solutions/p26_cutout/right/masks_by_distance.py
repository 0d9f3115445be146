"""Without a loop: pixels whose distance to the centre is small enough."""

import numpy as np


def cutout(images, size, rng):
    if size < 1:
        raise ValueError("size must be positive")
    n, _, h, w = images.shape
    row = np.arange(h)[None, :] - rng.integers(0, h, (n, 1))
    col = np.arange(w)[None, :] - rng.integers(0, w, (n, 1))
    before, after = size // 2, (size - 1) // 2
    rows = (row >= -before) & (row <= after)
    cols = (col >= -before) & (col <= after)
    hole = rows[:, None, :, None] & cols[:, None, None, :]
    return np.where(hole, images.dtype.type(0), images)


def random_flip(images, p, rng):
    if p < 0 or p > 1:
        raise ValueError("p is no probability")
    out = images.copy()
    chosen = np.flatnonzero(rng.binomial(1, p, size=len(images)))
    out[chosen] = np.flip(out[chosen], axis=-1)
    return out
