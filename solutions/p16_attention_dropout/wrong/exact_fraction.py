"""It looks as if exactly a share p of the weights is dropped, as by choosing or shuffling indices, for
each query or in each call. Dropout throws independent coins, so the number of survivors varies.
"""

import numpy as np


def attention(q, k, v, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    scores = q @ k.swapaxes(-1, -2) / q.shape[-1] ** 0.5
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = e / e.sum(axis=-1, keepdims=True)
    if training:
        mask = np.arange(weights.size) >= round(p * weights.size)
        mask = rng.permutation(mask).reshape(weights.shape)
        weights = weights * mask / (1 - p)
    return weights @ v, weights
