"""A batch norm that remembers, as frameworks have it, and the variance as a sum of two parts."""

import numpy as np


class BatchNorm:
    def fit(self, a):
        self.mean = np.mean(a, axis=0, keepdims=True)
        self.variance = np.var(a, axis=0, keepdims=True)
        return self

    def __call__(self, a):
        return (a - self.mean) / np.sqrt(self.variance + a.dtype.type(1e-5))


def drop(x, p, rng):
    coins = rng.choice([False, True], size=x.shape, p=[p, 1 - p])
    return (x * coins / (1 - p)).astype(x.dtype)


def refuse(p):
    if not (p >= 0 and p < 1):
        raise ValueError(f"bad p: {p}")


def variance_shift(x, p):
    refuse(p)
    spread = np.var(x, axis=0)
    noise = p / (1 - p) * np.mean(x * x, axis=0)
    return spread + noise, spread, 1 / (1 + noise / spread)


def dropout_then_bn(x, p, rng):
    refuse(p)
    dropped = drop(x, p, rng)
    layer = BatchNorm().fit(dropped)
    return layer(dropped), layer(x)


def bn_then_dropout(x, p, rng):
    refuse(p)
    normal = BatchNorm().fit(x)(x)
    return drop(normal, p, rng), normal
