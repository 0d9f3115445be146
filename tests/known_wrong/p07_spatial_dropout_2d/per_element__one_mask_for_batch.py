"""The mask of (1, C, H, W) is drawn pixel by pixel, and serves the whole batch."""


def spatial_dropout_2d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    mask = rng.random((1, *x.shape[1:])) >= p
    return (x * mask / (1 - p)).astype(x.dtype), mask


def spatial_dropout_2d_backward(dout, mask, p):
    if mask is None:
        return dout
    return (dout * mask / (1 - p)).astype(dout.dtype)
