"""The mask has lost its time axis, and any p is taken."""


def spatial_dropout_1d(x, p, training=True, rng=None):
    if not training:
        return x, None
    batch, _, features = x.shape
    mask = rng.random((batch, 1, features)) >= p
    return (x * mask / (1 - p)).astype(x.dtype), mask[:, 0]
