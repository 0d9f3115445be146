"""It looks as if float32 input comes back as float64, because a float64 mask or random array was multiplied
in. Networks are trained in float32 to halve memory and time: one such layer undoes that for everything
behind it.
"""


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
    return (dout * mask / (1 - p)).astype(dout.dtype)
