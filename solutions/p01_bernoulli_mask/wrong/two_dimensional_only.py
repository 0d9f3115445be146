"""It looks as if the code only works for a matrix: with one dimension, or with four as images have, it fails
or gives another shape. The shape may be of any length; you need not take it apart.
"""


def bernoulli_mask(shape, p, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    rows, columns = shape
    return rng.random((rows, columns)) >= p


def naive_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x
    return x * bernoulli_mask(x.shape, p, rng)
