"""It looks as if the mask that you return carries the factor already. The statement asks for 0 and 1: whoever
uses this mask applies the factor, and would then apply it twice.
"""

import numpy as np


def variational_rnn(x, h0, w_x, w_h, b, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    mask = None
    if training:
        mask = rng.random(h0.shape) >= p
        mask = mask / (1 - p)
    h, hs = h0, []
    for t in range(x.shape[1]):
        fed_back = h * mask if training else h
        h = np.tanh(x[:, t] @ w_x + fed_back @ w_h + b)
        hs.append(h)
    return np.stack(hs, axis=1).astype(x.dtype), mask
