"""Naive dropout that accepts any p."""


def standard_dropout(x, p, training, rng):
    if not training:
        return x, None
    mask = rng.random(x.shape) >= p
    return x * mask, mask
