"""It looks as if float32 arrays give float64 states, because a mask or a factor in float64 was multiplied in.
One such layer makes everything behind it cost twice the memory.
"""

import numpy as np


def variational_rnn(x, h0, w_x, w_h, b, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    mask = None
    if training:
        mask = rng.random(h0.shape) >= p
        mask = mask.astype(float)
    h, hs = h0, []
    for t in range(x.shape[1]):
        fed_back = h * mask / (1 - p) if training else h
        h = np.tanh(x[:, t] @ w_x + fed_back @ w_h + b)
        hs.append(h)
    return np.stack(hs, axis=1), mask
