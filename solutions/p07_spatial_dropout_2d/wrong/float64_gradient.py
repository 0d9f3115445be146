"""It looks as if a float32 gradient comes back as float64, because a float64 array was multiplied in. From
this layer on the whole backward pass then runs in double precision, and the weights are updated with arrays
of another type.
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
    scale = mask.astype(float) / (1 - p)
    return dout * scale
