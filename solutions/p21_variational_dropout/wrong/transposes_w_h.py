"""It looks as if w_h is used the wrong way round, as `w_h.T`. Its rows belong to the units that are heard and
its columns to those that hear; both are equally many, so that no shape gives the mistake away.
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
        h = np.tanh(x[:, t] @ w_x + fed_back @ w_h.T + b)
        hs.append(h)
    return np.stack(hs, axis=1).astype(x.dtype), mask
