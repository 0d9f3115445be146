"""New coins at every step, and what is left keeps its size."""

import numpy as np


def variational_rnn(x, h0, w_x, w_h, b, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    mask = None
    h, hs = h0, []
    for t in range(x.shape[1]):
        if training:
            mask = rng.random(h0.shape) >= p
        fed_back = h * mask if training else h
        h = np.tanh(x[:, t] @ w_x + fed_back @ w_h + b)
        hs.append(h)
    return np.stack(hs, axis=1).astype(x.dtype), mask
