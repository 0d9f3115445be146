"""It looks as if the mask that you return has lost its time axis: it is (batch, features). Against an x of
three dimensions such a mask lines up with the wrong axes or with none, and the caller cannot multiply by
it.
"""


def spatial_dropout_1d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    batch, _, features = x.shape
    mask = rng.random((batch, 1, features)) >= p
    return (x * mask / (1 - p)).astype(x.dtype), mask[:, 0]
