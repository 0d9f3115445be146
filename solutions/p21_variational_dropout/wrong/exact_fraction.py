"""It looks as if a fixed number of units is dropped in every call. Independent coins drop sometimes more and
sometimes fewer; with a fixed number, whether one unit is kept tells something about the others.
"""

import numpy as np


def variational_rnn(x, h0, w_x, w_h, b, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    mask = None
    if training:
        mask = np.ones(h0.size)
        mask[: round(p * h0.size)] = 0
        mask = rng.permutation(mask).reshape(h0.shape)
    h, hs = h0, []
    for t in range(x.shape[1]):
        fed_back = h * mask / (1 - p) if training else h
        h = np.tanh(x[:, t] @ w_x + fed_back @ w_h + b)
        hs.append(h)
    return np.stack(hs, axis=1).astype(x.dtype), mask
