"""Kept states picked with `np.where`, and states written into an array with time first."""

import numpy as np


def variational_rnn(x, h0, w_x, w_h, b, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    hs = np.zeros((x.shape[1], *h0.shape), x.dtype)
    keep = None
    if training:
        keep = rng.uniform(size=h0.shape) < 1 - p
    h = np.array(h0)
    for t, x_t in enumerate(np.swapaxes(x, 0, 1)):
        if training:
            h = np.where(keep, h / np.asarray(1 - p, x.dtype), 0).astype(x.dtype)
        h = np.tanh(np.dot(x_t, w_x) + np.dot(h, w_h) + b)
        hs[t] = h
    return hs.transpose(1, 0, 2), keep if keep is None else keep.astype(np.float32)
