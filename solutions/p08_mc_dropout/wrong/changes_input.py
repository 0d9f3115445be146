"""It looks as if x is changed in place. The caller's array is then different after the call, and the passes
have seen another input than the one that was asked about.
"""

import numpy as np


def mc_dropout(forward, x, n_samples):
    if n_samples < 1:
        raise ValueError("n_samples must be at least 1")
    x -= x.mean(axis=0)
    samples = np.stack([forward(x) for _ in range(n_samples)])
    return samples.mean(axis=0), samples.var(axis=0)
