"""It looks as if every coin is fair, as from `rng.integers(0, 2, ...)`: half of the weights are dropped,
whatever p says.
"""

import numpy as np


def attention(q, k, v, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    scores = q @ k.swapaxes(-1, -2) / q.shape[-1] ** 0.5
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = e / e.sum(axis=-1, keepdims=True)
    if training:
        mask = rng.integers(0, 2, size=weights.shape).astype(bool)
        weights = weights * mask / (1 - p)
    return weights @ v, weights
