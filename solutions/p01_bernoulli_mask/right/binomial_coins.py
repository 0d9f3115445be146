"""Coins by `rng.binomial`, a mask of integers, and the dtype restored by hand."""


def bernoulli_mask(shape, p, rng):
    if p < 0 or p >= 1:
        raise ValueError("p must lie in [0, 1)")
    return rng.binomial(1, 1 - p, size=shape)


def naive_dropout(x, p, training, rng):
    if p < 0 or p >= 1:
        raise ValueError("p must lie in [0, 1)")
    if training:
        return (x * bernoulli_mask(x.shape, p, rng)).astype(x.dtype)
    return x.copy()
