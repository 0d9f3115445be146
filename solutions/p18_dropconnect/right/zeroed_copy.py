"""Dropped entries are set to zero in copies; a mask of floats."""

import numpy as np


def dropconnect_forward(x, w, b, p, training, rng):
    check(p)
    if not training:
        return x.dot(w) + b, None
    mask = np.ones(w.shape)
    mask[rng.uniform(size=w.shape) < p] = 0.0
    return x.dot(thinned(w, mask, p)) + b, mask


def dropconnect_backward(dy, x, w, mask, p):
    check(p)
    dw = x.T.dot(dy)
    if mask is not None:
        w, dw = thinned(w, mask, p), thinned(dw, mask, p)
    return dy.dot(w.T), dw, np.sum(dy, 0)


def thinned(values, mask, p):
    out = values.copy()
    out[mask == 0] = 0
    out /= 1 - p
    return out


def check(p):
    if not 0 <= p < 1:
        raise ValueError("bad p")
