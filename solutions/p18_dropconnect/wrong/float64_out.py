"""It looks as if float32 input gives a float64 y, because a float64 mask or random array was multiplied
in. Networks are trained in float32 to halve memory and time: one such layer undoes that for everything
behind it.
"""

import numpy as np


def dropconnect_forward(x, w, b, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x @ w + b, None
    mask = rng.random(w.shape) >= p
    kept = w * np.where(mask, 1 / (1 - p), 0.0)
    return x @ kept + b, mask


def dropconnect_backward(dy, x, w, mask, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if mask is None:
        return dy @ w.T, x.T @ dy, dy.sum(axis=0)
    factors = (mask / (1 - p)).astype(w.dtype)
    dx = dy @ (w * factors).T
    dw = (x.T @ dy) * factors
    db = dy.sum(axis=0)
    return dx, dw, db
