"""The mask of (1, time, features) is drawn entry by entry, and serves the whole batch."""


def spatial_dropout_1d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    mask = rng.random((1, *x.shape[1:])) >= p
    return (x * mask / (1 - p)).astype(x.dtype), mask
