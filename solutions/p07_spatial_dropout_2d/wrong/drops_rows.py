"""It looks as if single rows of a map are dropped: all columns share a coin, but each row has its own. The
rows above and below a dropped one still tell what was there; a map must vanish along both of its axes.
"""


def spatial_dropout_2d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    n, c, h, _ = x.shape
    mask = rng.random((n, c, h, 1)) >= p
    return (x * mask / (1 - p)).astype(x.dtype), mask


def spatial_dropout_2d_backward(dout, mask, p):
    if mask is None:
        return dout
    return (dout * mask / (1 - p)).astype(dout.dtype)
