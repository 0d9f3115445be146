"""It looks as if one mean and one variance are taken over the whole batch. Every feature has its own: one may
be spread a hundred times wider than another.
"""

import numpy as np


def check(p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")


def dropout(x, p, rng):
    mask = rng.random(x.shape) >= p
    return (x * mask / (1 - p)).astype(x.dtype)


def bn(x, mean, var):
    return (x - mean) / np.sqrt(var + 1e-5)


def variance_shift(x, p):
    check(p)
    mean = x.mean()
    var = x.var()
    train = (var + p * mean**2) / (1 - p)
    return train, var, var / train


def dropout_then_bn(x, p, rng):
    check(p)
    d = dropout(x, p, rng)
    mean, var = d.mean(), d.var()
    out_train = bn(d, mean, var)
    out_eval = bn(x, mean, var)
    return out_train, out_eval


def bn_then_dropout(x, p, rng):
    check(p)
    mean, var = x.mean(), x.var()
    out_eval = bn(x, mean, var)
    out_train = dropout(out_eval, p, rng)
    return out_train, out_eval
