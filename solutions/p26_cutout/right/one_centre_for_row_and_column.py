"""A centre is the number of a pixel, taken apart into row and column."""

import numpy as np


def cutout(images, size, rng):
    if size < 1:
        raise ValueError(size)
    n, c, h, w = images.shape
    out = np.array(images)
    rows, cols = np.divmod(rng.choice(h * w, size=n), w)
    for image, r, q in zip(out, rows, cols):
        top, left = r - size // 2, q - size // 2
        bottom, right = np.clip([top + size, left + size], 0, [h, w])
        top, left = np.clip([top, left], 0, None)
        image[:, top:bottom, left:right] *= 0
    return out


def random_flip(images, p, rng):
    if not (0 <= p <= 1):
        raise ValueError(p)
    return np.stack([im[..., ::-1] if u < p else im for im, u in zip(images, rng.uniform(size=len(images)))])
