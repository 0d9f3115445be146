"""It looks as if x is read as (N, H, W, C): the coins lie along the last axis, which here is W, and the
same columns vanish from every map of a sample. Libraries differ in where they put the channels, so the
statement says it.
"""


def spatial_dropout_2d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    n, _, _, c = x.shape
    mask = rng.random((n, 1, 1, c)) >= p
    return (x * mask / (1 - p)).astype(x.dtype), mask


def spatial_dropout_2d_backward(dout, mask, p):
    if mask is None:
        return dout
    return (dout * mask / (1 - p)).astype(dout.dtype)
