"""It looks as if the average runs over the inputs or over the outputs, and not over the passes. Every entry
of the output has an opinion from each pass, and only those belong together.
"""

import numpy as np


def mc_dropout(forward, x, n_samples):
    if n_samples < 1:
        raise ValueError("n_samples must be at least 1")
    samples = np.stack([forward(x) for _ in range(n_samples)])
    return samples.mean(axis=1), samples.var(axis=1)
