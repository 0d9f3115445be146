"""It looks as if every coin is fair, as from `integers(0, 2)` or from rounding a uniform number: half of the
entries are dropped, whatever p is.
"""


def bernoulli_mask(shape, p, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return rng.integers(0, 2, shape).astype(bool)


def naive_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x
    return x * bernoulli_mask(x.shape, p, rng)
