"""It looks as if the random numbers do not come from rng, but from NumPy's global state. The caller's seed
then has no effect, and nobody can repeat the run.
"""

import numpy as np


def cutout(images, size, rng):
    if size < 1:
        raise ValueError("size must be at least 1")
    n, _, height, width = images.shape
    out = images.copy()
    for i in range(n):
        row, col = np.random.randint(height), np.random.randint(width)
        top, left = row - size // 2, col - size // 2
        out[i, :, max(top, 0):top + size, max(left, 0):left + size] = 0
    return out


def random_flip(images, p, rng):
    if not 0 <= p <= 1:
        raise ValueError("p must lie in [0, 1]")
    out = images.copy()
    for i in range(len(images)):
        if np.random.rand() < p:
            out[i] = images[i, :, :, ::-1]
    return out
