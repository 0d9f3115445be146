"""It looks as if entries of the values are dropped. All queries then miss the same numbers, and none has
to do without a key: what attends to what stays as it was.
"""

import numpy as np


def attention(q, k, v, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    scores = q @ k.swapaxes(-1, -2) / q.shape[-1] ** 0.5
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = e / e.sum(axis=-1, keepdims=True)
    if training:
        v = v * (rng.random(v.shape) >= p) / (1 - p)
    return weights @ v, weights
