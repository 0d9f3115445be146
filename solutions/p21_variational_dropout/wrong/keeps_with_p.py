"""It looks as if p is used as the chance of KEEPING a unit: a share p of them is fed back, divided by p. Here
p is the chance of dropping, so at p = 0.3 your network forgets 70 % of its units.
"""

import numpy as np


def variational_rnn(x, h0, w_x, w_h, b, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    mask = None
    if training:
        mask = rng.random(h0.shape) < p
    h, hs = h0, []
    for t in range(x.shape[1]):
        fed_back = h * mask / p if training else h
        h = np.tanh(x[:, t] @ w_x + fed_back @ w_h + b)
        hs.append(h)
    return np.stack(hs, axis=1).astype(x.dtype), mask
