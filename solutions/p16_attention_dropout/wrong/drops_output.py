"""It looks as if entries of the output are dropped, after the weights did their work. A query then still
collects from all keys; only what it brings home has holes. That is another kind of dropout, and belongs
behind the layer (p17).
"""

import numpy as np


def attention(q, k, v, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    scores = q @ k.swapaxes(-1, -2) / q.shape[-1] ** 0.5
    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = e / e.sum(axis=-1, keepdims=True)
    out = weights @ v
    if training:
        out = out * (rng.random(out.shape) >= p) / (1 - p)
    return out, weights
