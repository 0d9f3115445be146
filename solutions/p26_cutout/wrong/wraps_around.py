"""It looks as if a square that leaves the image on one side comes in again on the other. What lies outside
is to be cut off.
"""

import numpy as np


def cutout(images, size, rng):
    if size < 1:
        raise ValueError("size must be at least 1")
    n, _, height, width = images.shape
    out = images.copy()
    for i in range(n):
        row, col = rng.integers(height), rng.integers(width)
        top, left = row - size // 2, col - size // 2
        rows = np.arange(top, top + size) % height
        cols = np.arange(left, left + size) % width
        out[i, :, rows[:, None], cols] = 0
    return out


def random_flip(images, p, rng):
    if not 0 <= p <= 1:
        raise ValueError("p must lie in [0, 1]")
    out = images.copy()
    for i in range(len(images)):
        if rng.random() < p:
            out[i] = images[i, :, :, ::-1]
    return out
