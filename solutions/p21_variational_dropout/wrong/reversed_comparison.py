"""It looks as if the comparison with p is the wrong way round: a share p of the units is fed back, where 1 -
p should be. The factor 1 / (1 - p) is right, but does not fit such a mask.
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
        fed_back = h * mask / (1 - p) if training else h
        h = np.tanh(x[:, t] @ w_x + fed_back @ w_h + b)
        hs.append(h)
    return np.stack(hs, axis=1).astype(x.dtype), mask
