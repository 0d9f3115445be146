"""It looks as if p outside [0, 1) is accepted. At p = 1 the factor 1 / (1 - p) is infinite, and above it
survivors would change their sign: such a p is always a mistake of the caller's, and must be refused where
it is made.
"""


def spatial_dropout_2d(x, p, training=True, rng=None):
    if not training:
        return x, None
    n, c, _, _ = x.shape
    mask = rng.random((n, c, 1, 1)) >= p
    return (x * mask / (1 - p)).astype(x.dtype), mask


def spatial_dropout_2d_backward(dout, mask, p):
    if mask is None:
        return dout
    return (dout * mask / (1 - p)).astype(dout.dtype)
