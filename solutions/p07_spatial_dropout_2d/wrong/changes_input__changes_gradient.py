"""Both x and dout are changed in place."""


def spatial_dropout_2d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    n, c, _, _ = x.shape
    mask = rng.random((n, c, 1, 1)) >= p
    x *= mask
    x /= 1 - p
    return x, mask


def spatial_dropout_2d_backward(dout, mask, p):
    if mask is None:
        return dout
    dout *= mask
    dout /= 1 - p
    return dout
