"""It looks as if means and variances run along the features, one for each sample. That is what layer norm does;
batch norm looks at one feature over all samples.
"""

import numpy as np


def check(p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")


def dropout(x, p, rng):
    mask = rng.random(x.shape) >= p
    return (x * mask / (1 - p)).astype(x.dtype)


def bn(x, mean, var):
    return (x - mean[:, None]) / np.sqrt(var[:, None] + 1e-5)


def variance_shift(x, p):
    check(p)
    mean = x.mean(axis=1)
    var = x.var(axis=1)
    train = (var + p * mean**2) / (1 - p)
    return train, var, var / train


def dropout_then_bn(x, p, rng):
    check(p)
    d = dropout(x, p, rng)
    mean, var = d.mean(axis=1), d.var(axis=1)
    out_train = bn(d, mean, var)
    out_eval = bn(x, mean, var)
    return out_train, out_eval


def bn_then_dropout(x, p, rng):
    check(p)
    mean, var = x.mean(axis=1), x.var(axis=1)
    out_eval = bn(x, mean, var)
    out_train = dropout(out_eval, p, rng)
    return out_train, out_eval
