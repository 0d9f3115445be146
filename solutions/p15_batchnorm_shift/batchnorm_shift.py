"""Dropout before batch norm: the reference."""

import numpy as np


def checked(p):
    """Return p, if it is a probability of dropping."""
    if not 0 <= p < 1:
        raise ValueError(f"p is {p}; it must lie in [0, 1)")
    return p


def dropout(x, p, rng):
    """Return inverted dropout of x."""
    return (x * (rng.random(x.shape) >= p) / (1 - p)).astype(x.dtype)


def norm(a, seen):
    """Return a, normalized by the mean and the variance of what batch norm has seen."""
    return (a - seen.mean(axis=0)) / np.sqrt(seen.var(axis=0) + 1e-5)


def variance_shift(x, p):
    """Return the variance in training, the variance at evaluation, and the second by the first.

    Li et al. (2019): Var^Train = (c^2 + v) / (1 - p) - c^2, with p as the probability of dropping.
    """
    v = x.var(axis=0)
    train = (v + checked(p) * x.mean(axis=0) ** 2) / (1 - p)
    return train, v, v / train


def dropout_then_bn(x, p, rng):
    """Return (out_train, out_eval): the batch norm has seen what dropout left."""
    d = dropout(x, checked(p), rng)
    return norm(d, d), norm(x, d)


def bn_then_dropout(x, p, rng):
    """Return (out_train, out_eval): the batch norm has seen x itself."""
    out = norm(x, x)
    return dropout(out, checked(p), rng), out
