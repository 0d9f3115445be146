"""It looks as if the code only works for a matrix: with four dimensions, as images have, it fails or returns another shape.
Take the mask's shape from x, whatever that is.
"""


def inverted_dropout(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    rows, columns = x.shape
    mask = rng.random((rows, columns)) >= p
    return (x * mask / (1 - p)).astype(x.dtype), mask
