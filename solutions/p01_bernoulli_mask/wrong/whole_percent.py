"""It looks as if p is rounded to whole per cents, as by drawing integers below 100. At p = 0.004 nothing is
dropped at all.
"""


def bernoulli_mask(shape, p, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return rng.integers(0, 100, shape) >= int(p * 100)


def naive_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x
    return x * bernoulli_mask(x.shape, p, rng)
