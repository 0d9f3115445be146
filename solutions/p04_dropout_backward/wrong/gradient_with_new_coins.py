"""It looks as if the backward pass throws coins of its own. The gradient then flows into entries that had no
part in the loss and misses others that had: the backward pass belongs to the very draw that the forward pass
made, and the mask that you are given is that draw.
"""

import numpy as np


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
    fresh = np.random.default_rng().random(dout.shape) >= p
    return (dout * fresh / (1 - p)).astype(dout.dtype)
