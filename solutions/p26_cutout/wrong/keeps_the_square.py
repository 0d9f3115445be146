"""It looks as if the square is what is kept, and all around it is blanked. It is the other way round: the
square is lost.
"""

import numpy as np


def cutout(images, size, rng):
    if size < 1:
        raise ValueError("size must be at least 1")
    n, _, height, width = images.shape
    mask = np.zeros((n, 1, height, width), dtype=images.dtype)
    for i in range(n):
        top, left = rng.integers(height) - size // 2, rng.integers(width) - size // 2
        mask[i, :, max(top, 0):top + size, max(left, 0):left + size] = 1
    return images * mask


def random_flip(images, p, rng):
    if not 0 <= p <= 1:
        raise ValueError("p must lie in [0, 1]")
    out = images.copy()
    for i in range(len(images)):
        if rng.random() < p:
            out[i] = images[i, :, :, ::-1]
    return out
