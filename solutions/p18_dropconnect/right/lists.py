"""Lists for the results, coins that count as integers, gradients by broadcasting over the batch."""

import numpy as np


def dropconnect_forward(x, w, b, p, training, rng):
    if p < 0.0 or 1.0 <= p:
        raise ValueError(f"{p} is not in [0, 1)")
    if not training:
        return [x @ w + b, None]
    mask = (rng.random(w.shape) >= p).astype(np.int8)
    return [((x @ (w * mask)) / (1 - p)).astype(w.dtype) + b, mask]


def dropconnect_backward(dy, x, w, mask, p):
    if p < 0.0 or 1.0 <= p:
        raise ValueError(f"{p} is not in [0, 1)")
    if mask is None:
        mask, p = np.ones(w.shape), 0.0
    keep = (np.array(mask) / (1 - p)).astype(w.dtype)
    per_sample = x[:, :, None] * dy[:, None, :]
    return [np.sum(dy[:, None, :] * (w * keep), axis=2), per_sample.sum(axis=0) * keep, np.einsum("no->o", dy)]
