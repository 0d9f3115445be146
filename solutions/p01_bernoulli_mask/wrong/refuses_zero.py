"""It looks as if p = 0 is refused. It is a fair wish, to drop nothing: so dropout is switched off without a
change to the program. The bracket in [0, 1) tells which end belongs to it.
"""


def bernoulli_mask(shape, p, rng):
    if not 0 < p < 1:
        raise ValueError("p must lie in [0, 1)")
    return rng.random(shape) >= p


def naive_dropout(x, p, training, rng):
    if not 0 < p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x
    return x * bernoulli_mask(x.shape, p, rng)
