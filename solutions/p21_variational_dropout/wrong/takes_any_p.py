"""It looks as if p outside [0, 1) is accepted. At p = 1 the factor is infinite, and above it what is fed back
would change its sign: such a p is the caller's mistake, and must be refused where it is made.
"""

import numpy as np


def variational_rnn(x, h0, w_x, w_h, b, p, training, rng):
    mask = None
    if training:
        mask = rng.random(h0.shape) >= p
    h, hs = h0, []
    for t in range(x.shape[1]):
        fed_back = h * mask / (1 - p) if training else h
        h = np.tanh(x[:, t] @ w_x + fed_back @ w_h + b)
        hs.append(h)
    return np.stack(hs, axis=1).astype(x.dtype), mask
