"""It looks as if the factor 1 / (1 - p) is squared and multiplied by v, as if every row were scaled and none
dropped. The values that become 0 spread the output too, and no scaling alone accounts for them.
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
    mean = x.mean(axis=0)
    var = x.var(axis=0)
    train = var / (1 - p) ** 2
    return train, var, var / train


def dropout_then_bn(x, p, rng):
    check(p)
    d = dropout(x, p, rng)
    mean, var = d.mean(axis=0), d.var(axis=0)
    out_train = bn(d, mean, var)
    out_eval = bn(x, mean, var)
    return out_train, out_eval


def bn_then_dropout(x, p, rng):
    check(p)
    mean, var = x.mean(axis=0), x.var(axis=0)
    out_eval = bn(x, mean, var)
    out_train = dropout(out_eval, p, rng)
    return out_train, out_eval
