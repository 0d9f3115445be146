"""It looks as if the forward pass changes x in place, as by `x *= mask`. The layer before still needs its
output for its own backward pass, and finds other numbers in it.
"""


def dropout_forward(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    mask = rng.random(x.shape) >= p
    x *= mask
    x /= 1 - p
    return x, mask


def dropout_backward(dout, mask, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if mask is None:
        return dout
    return (dout * mask / (1 - p)).astype(dout.dtype)
