"""It looks as if p outside [0, 1) is accepted. At p = 1 the factor 1 / (1 - p) is infinite, and above it
weights would change their sign: such a p is always a mistake of the caller's, and must be refused where
it is made.
"""

import numpy as np


def attention(q, k, v, p, training, rng):
    scores = q @ k.swapaxes(-1, -2) / q.shape[-1] ** 0.5
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = e / e.sum(axis=-1, keepdims=True)
    if training:
        mask = rng.random(weights.shape) >= p
        weights = weights * mask / (1 - p)
    return weights @ v, weights
