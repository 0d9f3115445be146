"""It looks as if the random numbers do not come from rng, but from NumPy's global state. The caller's seed
then has no effect, and nobody can repeat the run.
"""

import numpy as np


def mixup(x, y, alpha, rng):
    if alpha <= 0:
        raise ValueError("alpha must be above 0")

    lam = np.random.beta(alpha, alpha)
    perm = np.random.permutation(len(x))
    return lam * x + (1 - lam) * x[perm], lam * y + (1 - lam) * y[perm], lam
