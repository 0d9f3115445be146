"""It looks as if the mask that you return carries the factor already. The statement asks for 0 and 1:
backward gets p besides the mask, and whoever combines the two as agreed applies the factor twice.
"""


def spatial_dropout_2d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    n, c, _, _ = x.shape
    mask = (rng.random((n, c, 1, 1)) >= p) / (1 - p)
    return (x * mask).astype(x.dtype), mask


def spatial_dropout_2d_backward(dout, mask, p):
    if mask is None:
        return dout
    return (dout * mask).astype(dout.dtype)
