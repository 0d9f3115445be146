"""It looks as if the code only works for a matrix: with one dimension, or with four as images have, it fails
or returns another shape. Take the mask's shape from x, whatever that is.
"""


def standard_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x * (1 - p), None
    rows, columns = x.shape
    mask = rng.random((rows, columns)) >= p
    return x * mask, mask
