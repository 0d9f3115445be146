"""Cutout and random flips: the reference."""

import numpy as np


def cutout(images, size, rng):
    """Return images with one square of each set to 0.

    DeVries and Taylor (2017), section 3: the centre is any pixel, and the square is clipped at the border.
    """
    if size < 1:
        raise ValueError(f"size is {size}; it must be at least 1")
    n, _, height, width = images.shape
    out = images.copy()
    for i in range(n):
        top, left = rng.integers(height) - size // 2, rng.integers(width) - size // 2
        out[i, :, max(top, 0) : top + size, max(left, 0) : left + size] = 0
    return out


def random_flip(images, p, rng):
    """Return images, each flipped left to right by a coin of its own (Krizhevsky et al. 2012, section 4.1)."""
    if not 0 <= p <= 1:
        raise ValueError(f"p is {p}; it must lie in [0, 1]")
    flips = rng.random((len(images), 1, 1, 1)) < p
    return np.where(flips, images[..., ::-1], images)
