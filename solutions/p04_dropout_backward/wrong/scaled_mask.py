"""It looks as if the mask that you return carries the factor already, and the backward pass counts on that.
The two fit each other, but the statement asks for 0 and 1: with any other mask of 0 and 1 your gradient lacks
the factor, and anybody else who uses your mask applies the factor a second time.
"""


def dropout_forward(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    mask = (rng.random(x.shape) >= p) / (1 - p)
    return (x * mask).astype(x.dtype), mask


def dropout_backward(dout, mask, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if mask is None:
        return dout
    return (dout * mask).astype(dout.dtype)
