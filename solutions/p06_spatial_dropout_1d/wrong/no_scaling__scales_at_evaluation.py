"""Standard dropout in place of inverted: no factor in training, 1 - p at evaluation."""


def spatial_dropout_1d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x * (1 - p), None
    batch, _, features = x.shape
    mask = rng.random((batch, 1, features)) >= p
    return (x * mask).astype(x.dtype), mask
