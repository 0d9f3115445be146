"""It looks as if the backward pass works for one kind of mask only. `~mask` and `dout[mask]` mean what you
intend for bools; with ints they flip bits and pick rows, and with floats they fail. The mask may be any of
the three.
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
    dx = dout.copy()
    dx[~mask] = 0
    return (dx / (1 - p)).astype(dout.dtype)
