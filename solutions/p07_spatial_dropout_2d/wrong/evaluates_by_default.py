"""It looks as if a call that leaves `training` out is taken for an evaluation: nothing is dropped unless it is asked
for. Whoever relies on the signature in the statement then trains without dropout, and nothing says so.
"""


def spatial_dropout_2d(x, p, training=False, rng=None):
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
    return (dout * mask / (1 - p)).astype(dout.dtype)
