"""It looks as if outputs that are plain numbers, such as 0.3, are not taken: the call raises, or what comes
back is no single number. Plain numbers have no shape, no axes and no methods.
"""

import numpy as np


def mc_dropout(forward, x, n_samples):
    if n_samples < 1:
        raise ValueError("n_samples must be at least 1")
    first = forward(x)
    samples = np.zeros((n_samples, *first.shape))
    samples[0] = first
    for t in range(1, n_samples):
        samples[t] = forward(x)
    return samples.mean(axis=0), samples.var(axis=0)
