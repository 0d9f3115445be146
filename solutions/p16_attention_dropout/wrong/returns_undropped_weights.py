"""It looks as if the weights that you return were taken before dropping. They are not those that made the
output: whoever looks at them sees ties that were cut, and a backward pass would send gradients through
them.
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
        dropped = weights * mask / (1 - p)
        return dropped @ v, weights
    return weights @ v, weights
