"""It looks as if the gradient is multiplied by the values of the forward pass too, x or out. For a weight
that is right: the derivative of w * x by w is x. Here the derivative by x itself is wanted, and x was
multiplied by a constant.
"""

cache = {}


def dropout_forward(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    mask = rng.random(x.shape) >= p
    cache["x"] = x
    return (x * mask / (1 - p)).astype(x.dtype), mask


def dropout_backward(dout, mask, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if mask is None:
        return dout
    return (dout * cache["x"] * mask / (1 - p)).astype(dout.dtype)
