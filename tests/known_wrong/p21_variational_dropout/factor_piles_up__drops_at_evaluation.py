"""The mask is divided by 1 - p in the loop, and thrown in both modes."""

import numpy as np


def variational_rnn(x, h0, w_x, w_h, b, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    mask = (rng or np.random.default_rng()).random(h0.shape) >= p
    h, hs, factor = h0, [], mask
    for t in range(x.shape[1]):
        factor = factor / (1 - p)
        fed_back = h * factor
        h = np.tanh(x[:, t] @ w_x + fed_back @ w_h + b)
        hs.append(h)
    return np.stack(hs, axis=1).astype(x.dtype), mask if training else None
