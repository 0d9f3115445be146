"""A float32 mask, named tuples for the results, the factor on x @ w as einsum gives it."""

from collections import namedtuple

import numpy as np

Forward = namedtuple("Forward", "y mask")
Gradients = namedtuple("Gradients", "dx dw db")


def dropconnect_forward(x, w, b, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    mask = None
    if training:
        mask = np.float32(rng.uniform(size=w.shape) >= p)
        w = (w * mask * np.float32(1 / (1 - p))).astype(w.dtype)
    return Forward(np.dot(x, w) + b, mask)


def dropconnect_backward(dy, x, w, mask, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    dw = x.T @ dy
    if mask is not None:
        scale = (np.asarray(mask) != 0) * np.float32(1 / (1 - p))
        w, dw = (w * scale).astype(w.dtype), (dw * scale).astype(w.dtype)
    return Gradients(dy @ w.T, dw, dy.sum(0))
