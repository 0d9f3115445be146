"""It looks as if the surviving weights keep their size. Then a query collects less than a whole value in
training, only 1 - p of one on average, and the layers behind meet larger numbers at evaluation than ever
before.
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
    return weights @ v, weights
