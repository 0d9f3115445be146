"""It looks as if every coin is fair, as from `integers(0, 2)`: half of the features are dropped whatever p
is.
"""


def spatial_dropout_1d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    batch, _, features = x.shape
    mask = rng.integers(0, 2, (batch, 1, features))
    return (x * mask / (1 - p)).astype(x.dtype), mask
