"""Dropout before batch norm: the reference."""

import numpy as np


def check(p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")


def dropout(x, p, rng):
    """Return inverted dropout of x."""
    mask = rng.random(x.shape) >= p
    return (x * mask / (1 - p)).astype(x.dtype)


def bn(x, mean, var):
    return (x - mean) / np.sqrt(var + 1e-5)


def variance_shift(x, p):
    """Return the variance in training, the variance at evaluation, and the second by the first.

    Li et al. (2019): Var^Train = (c^2 + v) / (1 - p) - c^2, with p as the probability of dropping.
    """
    check(p)
    mean = x.mean(axis=0)
    var = x.var(axis=0)
    train = (var + p * mean**2) / (1 - p)
    return train, var, var / train


def dropout_then_bn(x, p, rng):
    """Return (out_train, out_eval): the batch norm has seen what dropout left."""
    check(p)
    d = dropout(x, p, rng)
    mean, var = d.mean(axis=0), d.var(axis=0)
    out_train = bn(d, mean, var)
    out_eval = bn(x, mean, var)
    return out_train, out_eval


def bn_then_dropout(x, p, rng):
    """Return (out_train, out_eval): the batch norm has seen x itself."""
    check(p)
    mean, var = x.mean(axis=0), x.var(axis=0)
    out_eval = bn(x, mean, var)
    out_train = dropout(out_eval, p, rng)
    return out_train, out_eval
