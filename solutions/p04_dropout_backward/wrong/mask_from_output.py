"""It looks as if the mask is read off the output, as by `out != 0`. After a ReLU many entries of x are 0
before any coin is thrown: they look dropped, and their gradient is lost although their coins let them
through.
"""


def dropout_forward(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    mask = rng.random(x.shape) >= p
    out = (x * mask / (1 - p)).astype(x.dtype)
    return out, out != 0


def dropout_backward(dout, mask, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if mask is None:
        return dout
    return (dout * mask / (1 - p)).astype(dout.dtype)
