"""The backward pass undoes what the forward pass did: the complement of the mask, times 1 - p."""


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
    return (dout * (1 - mask) * (1 - p)).astype(dout.dtype)
