"""Inverted dropout whose factor is a float64 mask."""


def standard_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    mask = rng.binomial(1, 1 - p, x.shape)
    return x * (mask / (1 - p)), mask
