"""It looks as if the softmax runs over queries and keys at once. The weights of all queries together then
add up to 1, where each query's own should.
"""

import numpy as np


def attention(q, k, v, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    scores = q @ k.swapaxes(-1, -2) / q.shape[-1] ** 0.5
    e = np.exp(scores - scores.max(axis=(-2, -1), keepdims=True))
    weights = e / e.sum(axis=(-2, -1), keepdims=True)
    if training:
        mask = rng.random(weights.shape) >= p
        weights = weights * mask / (1 - p)
    return weights @ v, weights
