"""Two permutations, both from the global state."""

import numpy as np


def mixup(x, y, alpha, rng):
    if alpha <= 0:
        raise ValueError("alpha must be above 0")

    lam = np.random.beta(alpha, alpha)
    mixed_x = lam * x + (1 - lam) * x[np.random.permutation(len(x))]
    mixed_y = lam * y + (1 - lam) * y[np.random.permutation(len(y))]
    return mixed_x, mixed_y, lam
