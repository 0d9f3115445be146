"""lam in single precision, and row numbers shuffled in place."""

import numpy as np


def mixup(x, y, alpha, rng):
    if alpha <= 0:
        raise ValueError("alpha")
    lam = np.float32(rng.beta(alpha, alpha))
    rows = np.arange(len(x))
    rng.shuffle(rows)
    return lam * x + (1 - lam) * x[rows], lam * y + (1 - lam) * y[rows], lam
