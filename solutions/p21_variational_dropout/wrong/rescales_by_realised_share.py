"""It looks as if the factor is made from the share of units that this very draw kept. A unit's factor then
depends on the coins of all others; it is 1 / (1 - p), whatever the coins say.
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
        fed_back = h * mask / max(mask.mean(), 1e-9) if training else h
        h = np.tanh(x[:, t] @ w_x + fed_back @ w_h + b)
        hs.append(h)
    return np.stack(hs, axis=1).astype(x.dtype), mask
