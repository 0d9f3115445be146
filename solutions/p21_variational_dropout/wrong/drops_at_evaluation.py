"""It looks as if units are dropped at evaluation too. The states then change from call to call, and a trained
network is used with parts of its memory missing.
"""

import numpy as np


def variational_rnn(x, h0, w_x, w_h, b, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    rng = rng or np.random.default_rng()
    mask = rng.random(h0.shape) >= p
    h, hs = h0, []
    for t in range(x.shape[1]):
        fed_back = h * mask / (1 - p)
        h = np.tanh(x[:, t] @ w_x + fed_back @ w_h + b)
        hs.append(h)
    return np.stack(hs, axis=1).astype(x.dtype), mask if training else None
