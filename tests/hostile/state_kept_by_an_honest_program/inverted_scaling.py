"""Is right, and keeps a cache and a counter in its module as programs do."""

import numpy as np

factors = {}
calls = 0


def factor(p):
    if p not in factors:
        factors[p] = 1 / (1 - p)
    return factors[p]


def inverted_dropout(x, p, training=True, rng=None):
    global calls
    calls += 1
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x.copy(), None
    mask = rng.random(x.shape) >= p
    return (x * mask * factor(p)).astype(x.dtype), mask
