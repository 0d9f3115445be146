"""It looks as if evaluation returns hs alone. A caller who unpacks the pair would take the batch apart
instead; the result has the same form in both modes, with None for the mask.
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
        fed_back = h * mask / (1 - p) if training else h
        h = np.tanh(x[:, t] @ w_x + fed_back @ w_h + b)
        hs.append(h)
    hs = np.stack(hs, axis=1).astype(x.dtype)
    return (hs, mask) if training else hs
