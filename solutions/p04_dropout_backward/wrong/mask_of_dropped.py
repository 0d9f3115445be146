"""It looks as if your mask marks the entries that were dropped, and your backward pass lets the gradient
through where it is 0. The two fit each other, but here a mask holds 1 where an entry survived, and other
people's masks do so too: with those, the gradient takes exactly the wrong entries.
"""


def dropout_forward(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    mask = rng.random(x.shape) < p
    return (x * (1 - mask) / (1 - p)).astype(x.dtype), mask


def dropout_backward(dout, mask, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if mask is None:
        return dout
    return (dout * (1 - mask) / (1 - p)).astype(dout.dtype)
