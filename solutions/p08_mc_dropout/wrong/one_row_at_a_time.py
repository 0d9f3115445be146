"""It looks as if forward is called for every row of x by itself. It takes the whole of x at once; row by
row, there are as many times more passes as there are rows.
"""

import numpy as np


def mc_dropout(forward, x, n_samples):
    if n_samples < 1:
        raise ValueError("n_samples must be at least 1")
    samples = np.stack([np.stack([forward(row) for row in x]) for _ in range(n_samples)])
    return samples.mean(axis=0), samples.var(axis=0)
