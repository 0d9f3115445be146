"""E[out^2] - E[out]^2 as written, coins from rng.binomial, sums divided by N, plain square roots."""

import numpy as np


def moments(a):
    mean = a.sum(axis=0) / len(a)
    return mean, ((a - mean) ** 2).sum(axis=0) / len(a)


def check(p):
    if p < 0 or p >= 1:
        raise ValueError("p must lie in [0, 1)")


def variance_shift(x, p):
    check(p)
    mean, evaluation = moments(x)
    second = (x**2).mean(axis=0) / (1 - p)
    train = second - mean**2
    return train, evaluation, evaluation / train


def dropout_then_bn(x, p, rng):
    check(p)
    d = np.where(rng.binomial(1, p, size=x.shape) == 1, np.zeros_like(x), x / (1 - p))
    mean, variance = moments(d)
    scale = (variance + 1e-5) ** -0.5
    return (d - mean) * scale, (x - mean) * scale


def bn_then_dropout(x, p, rng):
    check(p)
    mean, variance = moments(x)
    out_eval = (x - mean) / (variance + 0.00001) ** 0.5
    out_train = out_eval / (1 - p)
    out_train[rng.uniform(size=x.shape) < p] = 0
    return out_train, out_eval
