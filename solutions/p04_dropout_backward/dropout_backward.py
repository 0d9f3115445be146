"""The backward pass of dropout: the reference."""

import numpy as np


def dropout_forward(x, p, training=True, rng=None):
    """Return (out, mask): survivors times 1 / (1 - p), or (x, None) at evaluation.

    Srivastava et al. (2014), section 10.
    """
    if p < 0 or p >= 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    mask = rng.random(x.shape) >= p
    out = x * mask
    out = out / (1 - p)
    out = out.astype(x.dtype)
    return out, mask


def dropout_backward(dout, mask, p):
    """Return dx: the mask is held, so out is linear in x and its derivative is mask / (1 - p).

    Srivastava et al. (2014), section 5.1: backpropagation is done in the thinned network alone.
    """
    if not 0 <= p < 1:
        raise ValueError("p is a probability of dropping")
    if mask is None:
        return dout
    dx = dout * mask
    dx = dx / (1 - p)
    dx = dx.astype(dout.dtype)
    return dx
