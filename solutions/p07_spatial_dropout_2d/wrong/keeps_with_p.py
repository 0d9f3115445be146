"""It looks as if p is used as the chance of KEEPING a map: a share p of them survives, and survivors are
divided by p. Here p is the chance of dropping, so at p = 0.3 your layer throws away 70 % of the maps.
"""


def spatial_dropout_2d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    n, c, _, _ = x.shape
    mask = rng.random((n, c, 1, 1)) < p
    return (x * mask / p).astype(x.dtype), mask


def spatial_dropout_2d_backward(dout, mask, p):
    if mask is None:
        return dout
    return (dout * mask / p).astype(dout.dtype)
