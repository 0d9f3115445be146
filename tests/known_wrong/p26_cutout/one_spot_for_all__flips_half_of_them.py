"""One square for the whole batch, and a fair coin for the flips."""

import numpy as np


def cutout(images, size, rng):
    if size < 1:
        raise ValueError("size must be at least 1")
    height, width = images.shape[2:]
    row, col = rng.integers(height), rng.integers(width)
    mask = np.ones((height, width), dtype=images.dtype)
    mask[max(row - size // 2, 0) : row - size // 2 + size, max(col - size // 2, 0) : col - size // 2 + size] = 0
    return images * mask


def random_flip(images, p, rng):
    if not 0 <= p <= 1:
        raise ValueError("p must lie in [0, 1]")
    out = images.copy()
    for i in range(len(images)):
        if rng.random() < 0.5 and p > 0 or p == 1:
            out[i] = images[i, :, :, ::-1]
    return out
