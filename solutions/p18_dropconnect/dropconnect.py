"""DropConnect: the reference."""

import numpy as np


def dropconnect_forward(x, w, b, p, training, rng):
    """Return (y, mask): a dense layer with single weights dropped, or (x @ w + b, None) at evaluation.

    Wan et al. (2013), but with one mask for the batch, an unmasked bias and inverted scaling.
    """
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        y = x @ w + b
        return y, None
    coins = rng.random(w.shape)
    mask = coins >= p
    factor = 1 / (1 - p)
    kept = np.where(mask, w * factor, 0).astype(w.dtype)
    y = x @ kept + b
    return y, mask


def dropconnect_backward(dy, x, w, mask, p):
    """Return (dx, dw, db): those of a dense layer with the weights that were kept; a dropped one has no gradient."""
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    factors = np.ones_like(w)
    if mask is not None:
        factors = np.where(mask, 1 / (1 - p), 0).astype(w.dtype)
    dx = dy @ (w * factors).T
    products = x.T @ dy
    dw = products * factors
    db = dy.sum(axis=0)
    return dx, dw, db
