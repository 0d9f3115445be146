"""It looks as if the surviving weights of a query are made to add up to 1 again: divided by their sum, or
dropped before the softmax by a score of minus infinity. Each factor then depends on the coins of all
other keys, and is not 1 / (1 - p); a query without any survivor has no weights at all.
"""

import numpy as np


def attention(q, k, v, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    scores = q @ k.swapaxes(-1, -2) / q.shape[-1] ** 0.5
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = e / e.sum(axis=-1, keepdims=True)
    if training:
        mask = rng.random(weights.shape) >= p
        weights = weights * mask
        weights = weights / weights.sum(axis=-1, keepdims=True)
    return weights @ v, weights
