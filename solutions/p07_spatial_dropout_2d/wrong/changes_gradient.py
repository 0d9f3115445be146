"""It looks as if dout is changed in place, as by `dout *= mask`. The caller may need that array again:
where the output was used twice, both branches share it, and one of them now gets wrong values.
"""


def spatial_dropout_2d(x, p, training=True, rng=None):
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
    dout *= mask
    dout /= 1 - p
    return dout
