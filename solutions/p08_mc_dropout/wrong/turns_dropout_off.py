"""It looks as if forward is told to switch dropout off, as by `training=False`. Then every pass gives the
same answer and there is no spread to measure: here the coins are wanted at evaluation too.
"""

import numpy as np


def mc_dropout(forward, x, n_samples):
    if n_samples < 1:
        raise ValueError("n_samples must be at least 1")
    samples = np.stack([forward(x, training=False) for _ in range(n_samples)])
    return samples.mean(axis=0), samples.var(axis=0)
