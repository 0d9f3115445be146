"""It looks as if the mask is changed in place, as by `mask /= 1 - p`. A second backward pass with the same
mask, as when a gradient is checked numerically, then works with another one.
"""


def dropout_forward(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    mask = (rng.random(x.shape) >= p).astype(x.dtype)
    return (x * mask / (1 - p)).astype(x.dtype), mask


def dropout_backward(dout, mask, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if mask is None:
        return dout
    mask /= 1 - p
    return (dout * mask).astype(dout.dtype)
