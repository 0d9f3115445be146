"""It looks as if NumPy's global random state is seeded or drawn from. Seeding it before every pass could
give all of them the same coins, and no spread at all; and whoever else uses that state is disturbed. The
coins are forward's matter.
"""

import numpy as np


def mc_dropout(forward, x, n_samples):
    if n_samples < 1:
        raise ValueError("n_samples must be at least 1")
    samples = []
    for t in range(n_samples):
        np.random.seed(t)
        samples.append(forward(x))
    return np.mean(samples, axis=0), np.var(samples, axis=0)
