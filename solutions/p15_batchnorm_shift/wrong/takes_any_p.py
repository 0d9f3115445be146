"""It looks as if every p is taken. At p = 1 the training variance has no value, and below 0 or above 1 p is no
probability; a caller who passes one by mistake should hear of it.
"""

import numpy as np


def dropout(x, p, rng):
    mask = rng.random(x.shape) >= p
    return (x * mask / (1 - p)).astype(x.dtype)


def bn(x, mean, var):
    return (x - mean) / np.sqrt(var + 1e-5)


def variance_shift(x, p):
    mean = x.mean(axis=0)
    var = x.var(axis=0)
    train = (var + p * mean**2) / (1 - p)
    return train, var, var / train


def dropout_then_bn(x, p, rng):
    d = dropout(x, p, rng)
    mean, var = d.mean(axis=0), d.var(axis=0)
    out_train = bn(d, mean, var)
    out_eval = bn(x, mean, var)
    return out_train, out_eval


def bn_then_dropout(x, p, rng):
    mean, var = x.mean(axis=0), x.var(axis=0)
    out_eval = bn(x, mean, var)
    out_train = dropout(out_eval, p, rng)
    return out_train, out_eval
