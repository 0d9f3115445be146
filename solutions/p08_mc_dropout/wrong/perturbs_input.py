"""It looks as if forward is given a changed x: with noise added, or with entries dropped. The coins are
thrown inside the network; what you would measure is how it reacts to another input, which is something
else.
"""

import numpy as np


def mc_dropout(forward, x, n_samples):
    if n_samples < 1:
        raise ValueError("n_samples must be at least 1")
    rng = np.random.default_rng()
    samples = np.stack([forward(x + 0.01 * rng.normal(size=x.shape)) for _ in range(n_samples)])
    return samples.mean(axis=0), samples.var(axis=0)
