"""It looks as if weights are dropped at evaluation too. The same input then gives another answer each
time, and every one misses some of what the network has learnt.
"""

import numpy as np


def dropconnect_forward(x, w, b, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    rng = rng or np.random.default_rng()
    mask = rng.random(w.shape) >= p
    kept = (w * mask / (1 - p)).astype(w.dtype)
    return x @ kept + b, mask if training else None


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
