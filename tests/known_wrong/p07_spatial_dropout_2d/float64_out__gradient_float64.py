"""float32 becomes float64 in both directions."""


def spatial_dropout_2d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    n, c, _, _ = x.shape
    mask = (rng.random((n, c, 1, 1)) >= p).astype(float)
    return x * mask / (1 - p), mask


def spatial_dropout_2d_backward(dout, mask, p):
    if mask is None:
        return dout
    return dout * mask / (1 - p)
