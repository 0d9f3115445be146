"""A float32 mask that carries the factor; the branch is called inside the sum."""

import numpy as np


def scaled_mask(shape, p, rng):
    return (rng.random(shape) >= p).astype(np.float32) * np.float32(1 / (1 - p))


def check(p):
    if p < 0:
        raise ValueError("p < 0")
    if p >= 1:
        raise ValueError("p >= 1")


def residual_dropout(x, sublayer, p, training, rng):
    check(p)
    if training:
        return (x + sublayer(x) * scaled_mask(x.shape, p, rng)).astype(x.dtype)
    return x + sublayer(x)


def embedding_dropout(embedded, p, training, rng):
    check(p)
    if training:
        return (embedded * scaled_mask(embedded.shape, p, rng)).astype(embedded.dtype)
    return embedded.copy()
