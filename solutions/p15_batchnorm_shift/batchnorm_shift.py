"""Dropout before batch norm: the reference."""

import numpy as np


def check(p):
    """Refuse what is no rate."""
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")


def dropout(x, p, rng):
    """Return inverted dropout of x."""
    mask = rng.random(x.shape) >= p
    factor = 1 / (1 - p)
    d = x * mask * factor
    return d.astype(x.dtype)


def statistics(a):
    """Return the mean and the variance of each feature."""
    mean = a.mean(axis=0)
    var = a.var(axis=0)
    return mean, var


def norm(a, mean, var):
    """Return a, normalized by a mean and a variance."""
    root = np.sqrt(var + 1e-5)
    return (a - mean) / root


def variance_shift(x, p):
    """Return the variance in training, the variance at evaluation, and the second by the first.

    Li et al. (2019): Var^Train = (c^2 + v) / (1 - p) - c^2, with p as the probability of dropping.
    """
    check(p)
    c, v = statistics(x)
    train = (v + p * c**2) / (1 - p)
    evaluation = v
    ratio = evaluation / train
    return train, evaluation, ratio


def dropout_then_bn(x, p, rng):
    """Return (out_train, out_eval): the batch norm has seen what dropout left."""
    check(p)
    d = dropout(x, p, rng)
    mean, var = statistics(d)
    out_train = norm(d, mean, var)
    out_eval = norm(x, mean, var)
    return out_train, out_eval


def bn_then_dropout(x, p, rng):
    """Return (out_train, out_eval): the batch norm has seen x itself."""
    check(p)
    mean, var = statistics(x)
    normal = norm(x, mean, var)
    out_train = dropout(normal, p, rng)
    out_eval = normal
    return out_train, out_eval
