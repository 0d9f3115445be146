"""It looks as if the scores are not divided by sqrt(d). Dot products grow with d, and the softmax of
large scores gives nearly everything to one key, where its gradient nearly vanishes.
"""

import numpy as np


def attention(q, k, v, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    scores = q @ k.swapaxes(-1, -2)
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = e / e.sum(axis=-1, keepdims=True)
    if training:
        mask = rng.random(weights.shape) >= p
        weights = weights * mask / (1 - p)
    return weights @ v, weights
