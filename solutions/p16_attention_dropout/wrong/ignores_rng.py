"""It looks as if the coins come from NumPy's global random state and not from rng. Then nobody who passes
a seeded generator can repeat a run, and other code that uses the global state disturbs yours.
"""

import numpy as np


def attention(q, k, v, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    scores = q @ k.swapaxes(-1, -2) / q.shape[-1] ** 0.5
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = e / e.sum(axis=-1, keepdims=True)
    if training:
        mask = np.random.rand(*weights.shape) >= p
        weights = weights * mask / (1 - p)
    return weights @ v, weights
