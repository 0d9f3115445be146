"""It looks as if all heads share their coins. A tie that one head loses is then lost in every head at
once; each head should lose ties of its own.
"""

import numpy as np


def attention(q, k, v, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    scores = q @ k.swapaxes(-1, -2) / q.shape[-1] ** 0.5
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = e / e.sum(axis=-1, keepdims=True)
    if training:
        mask = rng.random((len(q), 1, *weights.shape[2:])) >= p
        weights = weights * mask / (1 - p)
    return weights @ v, weights
