"""Kept and dropped are the wrong way round, and evaluation has no factor."""


def standard_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    mask = rng.random(x.shape) < p
    return x * mask, mask
