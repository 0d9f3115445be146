"""One coin is thrown for each sample, with normal random numbers."""


def spatial_dropout_2d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    mask = rng.standard_normal((len(x), 1, 1, 1)) >= p
    return (x * mask / (1 - p)).astype(x.dtype), mask


def spatial_dropout_2d_backward(dout, mask, p):
    if mask is None:
        return dout
    return (dout * mask / (1 - p)).astype(dout.dtype)
