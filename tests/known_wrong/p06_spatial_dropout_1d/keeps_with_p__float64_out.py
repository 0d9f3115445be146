"""p is used as the chance of keeping, and float32 becomes float64."""


def spatial_dropout_1d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    batch, _, features = x.shape
    mask = (rng.random((batch, 1, features)) < p).astype(float)
    return x * mask / p, mask
