"""It looks as if forward is given more than x, a flag or a generator perhaps. forward takes one argument:
that it leaves dropout on, and where its coins come from, was settled before it was handed to you.
"""

import numpy as np


def mc_dropout(forward, x, n_samples):
    if n_samples < 1:
        raise ValueError("n_samples must be at least 1")
    samples = np.stack([forward(x, training=True) for _ in range(n_samples)])
    return samples.mean(axis=0), samples.var(axis=0)
