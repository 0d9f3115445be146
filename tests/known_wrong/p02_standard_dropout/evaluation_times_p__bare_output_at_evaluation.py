"""Evaluation returns p times x, without the None."""


def standard_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x * p
    mask = rng.random(x.shape) >= p
    return x * mask, mask
