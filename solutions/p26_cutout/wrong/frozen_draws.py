"""It looks as if a generator is seeded anew inside the function. Then the squares lie in the same places in
every epoch, and what they hide is never seen at all.
"""

import numpy as np


def cutout(images, size, rng):
    if size < 1:
        raise ValueError("size must be at least 1")
    rng = np.random.default_rng(0)
    n, _, height, width = images.shape
    out = images.copy()
    for i in range(n):
        row, col = rng.integers(height), rng.integers(width)
        top, left = row - size // 2, col - size // 2
        out[i, :, max(top, 0):top + size, max(left, 0):left + size] = 0
    return out


def random_flip(images, p, rng):
    if not 0 <= p <= 1:
        raise ValueError("p must lie in [0, 1]")
    rng = np.random.default_rng(0)
    out = images.copy()
    for i in range(len(images)):
        if rng.random() < p:
            out[i] = images[i, :, :, ::-1]
    return out
