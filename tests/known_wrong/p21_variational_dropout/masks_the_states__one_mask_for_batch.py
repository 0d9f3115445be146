"""The states go through one mask that all sequences share."""

import numpy as np


def variational_rnn(x, h0, w_x, w_h, b, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    mask = None
    if training:
        mask = rng.random((1, h0.shape[1])) >= p
    h, hs = h0, []
    for t in range(x.shape[1]):
        h = np.tanh(x[:, t] @ w_x + h @ w_h + b)
        if training:
            h = h * mask / (1 - p)
        hs.append(h)
    return np.stack(hs, axis=1).astype(x.dtype), mask
