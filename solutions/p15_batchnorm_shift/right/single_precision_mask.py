"""A float32 mask times 1 / (1 - p), the mean of the squares minus the square of the mean, and lists for the results."""

import numpy as np


def check(p):
    if p < 0.0 or p >= 1.0:
        raise ValueError("rate")


def norm(a, of):
    centre = of.mean(0)
    spread = of.std(0)
    return ((a - centre) / np.sqrt(spread * spread + 1e-5)).astype(a.dtype)


def variance_shift(x, p):
    check(p)
    c = np.mean(x, 0)
    squares = np.mean(x * x, 0)
    train, evaluation = squares / (1 - p) - c * c, np.var(x, 0)
    return [train, evaluation, evaluation / train]


def dropout_then_bn(x, p, rng):
    check(p)
    mask = (rng.random(x.shape, dtype=np.float32) >= p).astype(np.float32) * np.float32(1 / (1 - p))
    d = (x * mask).astype(x.dtype)
    return [norm(d, d), norm(x, d)]


def bn_then_dropout(x, p, rng):
    check(p)
    y = norm(x, x)
    mask = rng.binomial(1, 1 - p, x.shape).astype(np.float32) * np.float32(1 / (1 - p))
    return [(y * mask).astype(x.dtype), y]
