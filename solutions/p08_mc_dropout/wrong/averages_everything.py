"""It looks as if everything is averaged into a single number: passes, inputs and outputs together. Nobody
can see from it which input the network is unsure about.
"""

import numpy as np


def mc_dropout(forward, x, n_samples):
    if n_samples < 1:
        raise ValueError("n_samples must be at least 1")
    samples = np.stack([forward(x) for _ in range(n_samples)])
    return samples.mean(), samples.var()
