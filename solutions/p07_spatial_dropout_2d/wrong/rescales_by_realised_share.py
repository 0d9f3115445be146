"""It looks as if the survivors are scaled by the share of the maps that happened to survive in this draw,
in place of the share that is expected. Every factor then depends on all the other coins, and backward,
which only knows p, does not fit any more.
"""


def spatial_dropout_2d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    n, c, _, _ = x.shape
    mask = rng.random((n, c, 1, 1)) >= p
    return (x * mask * (mask.size / max(mask.sum(), 1))).astype(x.dtype), mask


def spatial_dropout_2d_backward(dout, mask, p):
    if mask is None:
        return dout
    return (dout * mask / (1 - p)).astype(dout.dtype)
