"""One output unit after the other; coins by `rng.binomial` as integers."""

import numpy as np


def dropconnect_forward(x, w, b, p, training, rng):
    if p < 0 or p >= 1:
        raise ValueError("p must lie in [0, 1)")
    mask = rng.binomial(1, 1 - p, size=w.shape) if training else None
    columns = [x @ used(w[:, o], mask if mask is None else mask[:, o], p) + b[o] for o in range(len(b))]
    return np.stack(columns, axis=1), mask


def dropconnect_backward(dy, x, w, mask, p):
    if p < 0 or p >= 1:
        raise ValueError("p must lie in [0, 1)")
    dx, dw = np.zeros_like(x), np.zeros_like(w)
    for row, grad, out in zip(x, dy, dx, strict=True):
        out += used(w, mask, p) @ grad
        dw += used(np.outer(row, grad), mask, p)
    return dx, dw, np.ones(len(dy), dy.dtype) @ dy


def used(values, mask, p):
    if mask is None:
        return values
    return values * mask.astype(values.dtype) / (1 - p)
