"""It looks as if the backward pass hands dout on as it is, with mask or without. That is right at evaluation
only. In training the forward pass multiplied every entry by a number of its own, 0 or the factor, and the
gradient has to feel it.
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
    return dout
