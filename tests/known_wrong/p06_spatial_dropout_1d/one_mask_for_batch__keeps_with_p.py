"""One set of coins serves the whole batch, and p is used as the chance of keeping."""


def spatial_dropout_1d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    mask = rng.random((1, 1, x.shape[2])) < p
    return (x * mask / p).astype(x.dtype), mask
