"""It looks as if a row can never be its own partner. With all permutations equally likely, some row is, in
about two of three batches: one sample then stays as it is.
"""

import numpy as np


def mixup(x, y, alpha, rng):
    if alpha <= 0:
        raise ValueError("alpha must be above 0")

    n = len(x)
    lam = rng.beta(alpha, alpha)
    order = rng.permutation(n)
    perm = np.empty(n, dtype=int)
    perm[order] = np.roll(order, 1)
    return lam * x + (1 - lam) * x[perm], lam * y + (1 - lam) * y[perm], lam
