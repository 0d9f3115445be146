"""A list of three, rows one by one, and labels as a weighted average."""

import numpy as np


def mixup(x, y, alpha, rng):
    if not alpha > 0:
        raise ValueError("alpha")
    lam = rng.beta(alpha, alpha)
    other = rng.permutation(np.arange(x.shape[0]))
    mixed_x = np.array([lam * a + (1 - lam) * x[j] for a, j in zip(x, other)])
    mixed_y = np.average([y, y[other]], axis=0, weights=[lam, 1 - lam]).astype(y.dtype)
    return [mixed_x.astype(x.dtype), mixed_y, lam]
