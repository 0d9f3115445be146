"""It looks as if the factor differs from survivor to survivor, as with noise that is multiplied in or a
constant that is added. Dropout either removes a map or multiplies all of it by one fixed number.
"""


def spatial_dropout_2d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    n, c, _, _ = x.shape
    mask = rng.random((n, c, 1, 1)) >= p
    noise = 1 + 0.1 * rng.standard_normal(x.shape)
    return (x * mask * noise / (1 - p)).astype(x.dtype), mask


def spatial_dropout_2d_backward(dout, mask, p):
    if mask is None:
        return dout
    return (dout * mask / (1 - p)).astype(dout.dtype)
