"""It looks as if the survivors are multiplied by a factor in training, as in inverted dropout. That is a good
idea, and p03 is about it; the naive variant of this problem leaves the survivors as they are, so that the
mismatch can be seen.
"""


def bernoulli_mask(shape, p, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return rng.random(shape) >= p


def naive_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x
    return x * bernoulli_mask(x.shape, p, rng) / (1 - p)
