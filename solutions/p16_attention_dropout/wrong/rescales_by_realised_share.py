"""It looks as if the survivors are scaled by the share of the weights that happened to survive in this
call, in place of the share that is expected. Every factor then depends on all the other coins.
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
        weights = weights * mask * float(mask.size / max(mask.sum(), 1))
    return weights @ v, weights
