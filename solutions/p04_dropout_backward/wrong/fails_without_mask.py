"""It looks as if the backward pass fails where mask is None. That is what the forward pass returns at
evaluation: nothing was dropped and nothing was scaled, and there is still a gradient to hand on, for instance
when one asks which inputs a prediction depends on.
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
    return (dout * mask / (1 - p)).astype(dout.dtype)
