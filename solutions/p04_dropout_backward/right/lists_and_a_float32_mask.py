"""A list for the pair, and single precision inside both passes."""

import numpy as np


def dropout_forward(x, p, training=True, rng=None):
    if p >= 1 or p < 0:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return [x, None]
    mask = rng.binomial(1, 1 - p, x.shape).astype(np.float32)
    out = np.multiply(x, mask / (1 - p))
    return [out.astype(x.dtype), mask]


def dropout_backward(dout, mask, p):
    if p >= 1 or p < 0:
        raise ValueError("p must lie in [0, 1)")
    factor = 1 if mask is None else np.asarray(mask, np.float32) * (1 / (1 - p))
    return (dout * factor).astype(dout.dtype)
