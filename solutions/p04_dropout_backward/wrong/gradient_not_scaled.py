"""It looks as if the backward pass applies the mask and leaves out the factor. The forward pass multiplied
every survivor by 1 / (1 - p), so a change of x moves out by that much more: your gradient is too small by 1 -
p, once for every dropout layer it passes.
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
    return (dout * mask).astype(dout.dtype)
