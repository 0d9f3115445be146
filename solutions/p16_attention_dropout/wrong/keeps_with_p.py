"""It looks as if p is used as the probability of keeping a weight. In this course p is the probability of
dropping one: at p = 0.1 nine of ten weights should survive, and here one of ten does.
"""

import numpy as np


def attention(q, k, v, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    scores = q @ k.swapaxes(-1, -2) / q.shape[-1] ** 0.5
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = e / e.sum(axis=-1, keepdims=True)
    if training:
        mask = rng.random(weights.shape) < p
        weights = weights * mask / p
    return weights @ v, weights
