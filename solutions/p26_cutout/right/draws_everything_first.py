"""All centres are drawn before the loop, with an outer product for each hole; flips by multiplying with 0 and 1."""

import numpy as np


def interval(centre, size, length):
    index = np.arange(length)
    return (index >= centre - size // 2) & (index < centre - size // 2 + size)


def cutout(images, size, rng):
    if not size >= 1:
        raise ValueError("a square has at least one pixel")
    count, _, height, width = images.shape
    centres = rng.integers(0, [height, width], size=(count, 2))
    out = images.copy()
    for image, (row, column) in zip(out, centres):
        hole = np.outer(interval(row, size, height), interval(column, size, width))
        image[:, hole] = 0
    return out


def random_flip(images, p, rng):
    if not 0 <= p <= 1:
        raise ValueError("p is a probability")
    chosen = rng.choice(2, size=images.shape[0], p=[1 - p, p]).astype(images.dtype)[:, None, None, None]
    return chosen * np.flip(images, 3) + (1 - chosen) * images
