"""It looks as if the mask that you return has lost its last two axes: it is (N, C). Against an x of four
dimensions such a mask lines up with H and W or with nothing, and the caller cannot multiply by it.
"""


def spatial_dropout_2d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    n, c, _, _ = x.shape
    mask = rng.random((n, c, 1, 1)) >= p
    return (x * mask / (1 - p)).astype(x.dtype), mask[:, :, 0, 0]


def spatial_dropout_2d_backward(dout, mask, p):
    if mask is None:
        return dout
    return (dout * mask[:, :, None, None] / (1 - p)).astype(dout.dtype)
