"""It looks as if weights are dropped at evaluation too. The same input then gives another answer each
time, and every one misses some of what the network has learnt.
"""

import numpy as np


def attention(q, k, v, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    scores = q @ k.swapaxes(-1, -2) / q.shape[-1] ** 0.5
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = e / e.sum(axis=-1, keepdims=True)
    rng = rng or np.random.default_rng()
    mask = rng.random(weights.shape) >= p
    weights = weights * mask / (1 - p)
    return weights @ v, weights
