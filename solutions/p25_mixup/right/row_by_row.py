"""One row after the other, from a shuffled list."""

import numpy as np


def mixup(x, y, alpha, rng):
    if not alpha > 0.0:
        raise ValueError(alpha)
    order = list(range(len(x)))
    rng.shuffle(order)
    lam = rng.beta(alpha, alpha)
    mixed_x, mixed_y = np.empty_like(x), np.empty_like(y)
    for i, j in enumerate(order):
        mixed_x[i] = x[j] + lam * (x[i] - x[j])
        mixed_y[i] = y[j] + lam * (y[i] - y[j])
    return mixed_x, mixed_y, lam
