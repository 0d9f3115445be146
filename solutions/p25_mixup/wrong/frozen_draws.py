"""It looks as if a generator is seeded anew inside the function. What is drawn from it is
then the same in every call, though every epoch should bring new blends.
"""

import numpy as np


def mixup(x, y, alpha, rng):
    if alpha <= 0:
        raise ValueError("alpha must be above 0")

    rng = np.random.default_rng(42)
    lam = rng.beta(alpha, alpha)
    perm = rng.permutation(len(x))
    return lam * x + (1 - lam) * x[perm], lam * y + (1 - lam) * y[perm], lam
