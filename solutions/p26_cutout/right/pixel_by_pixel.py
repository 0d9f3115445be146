"""Plain loops over pixels."""

import numpy as np


def cutout(images, size, rng):
    if size <= 0:
        raise ValueError("size has to be at least 1")
    result = images.copy()
    count, channels, height, width = images.shape
    for n in range(count):
        r, c = int(rng.random() * height), int(rng.random() * width)
        for y in range(r - size // 2, r - size // 2 + size):
            for x in range(c - size // 2, c - size // 2 + size):
                if 0 <= y < height and 0 <= x < width:
                    result[n, :, y, x] = 0
    return result


def random_flip(images, p, rng):
    if not 0 <= p <= 1:
        raise ValueError("p has to lie in [0, 1]")
    result = np.empty_like(images)
    for n, image in enumerate(images):
        mirrored = rng.random() >= 1 - p
        result[n] = image[:, :, ::-1] if mirrored else image
    return result
