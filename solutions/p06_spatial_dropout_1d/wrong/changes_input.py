"""It looks as if x is changed in place, as by `x *= mask`. The caller's array is then different after the
call, and whatever else uses it, such as the backward pass of the layer before, works with wrong values.
"""


def spatial_dropout_1d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    batch, _, features = x.shape
    mask = rng.random((batch, 1, features)) >= p
    x *= mask
    x /= 1 - p
    return x, mask
