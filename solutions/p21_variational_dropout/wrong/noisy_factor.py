"""It looks as if the factor differs from unit to unit. Every unit that is kept has the same one, 1 / (1 - p);
the coins are all the chance there is.
"""

import numpy as np


def variational_rnn(x, h0, w_x, w_h, b, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    mask = None
    if training:
        mask = rng.random(h0.shape) >= p
        noise = rng.uniform(0.9, 1.1, size=h0.shape)
    h, hs = h0, []
    for t in range(x.shape[1]):
        fed_back = h * mask * noise / (1 - p) if training else h
        h = np.tanh(x[:, t] @ w_x + fed_back @ w_h + b)
        hs.append(h)
    return np.stack(hs, axis=1).astype(x.dtype), mask
