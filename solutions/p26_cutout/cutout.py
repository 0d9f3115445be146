"""Cutout and random flips: the reference."""

import numpy as np


def cutout(images, size, rng):
    """Return images with one square of each set to 0.

    DeVries and Taylor (2017): the centre is any pixel, and the square is clipped at the border.
    """
    if size < 1:
        raise ValueError("size must be at least 1")
    n, _, height, width = images.shape
    out = images.copy()
    for i in range(n):
        row = rng.integers(height)
        col = rng.integers(width)
        top = row - size // 2
        left = col - size // 2
        out[i, :, max(top, 0) : top + size, max(left, 0) : left + size] = 0
    return out


def random_flip(images, p, rng):
    """Return images, each flipped left to right by a coin of its own (Krizhevsky et al. 2012, section 4.1)."""
    if not 0 <= p <= 1:
        raise ValueError("p must lie in [0, 1]")
    flipped = images[:, :, :, ::-1]
    coins = rng.random(len(images))
    chosen = coins < p
    return np.where(chosen[:, None, None, None], flipped, images)
