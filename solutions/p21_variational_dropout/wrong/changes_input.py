"""It looks as if an array that you were given is changed in place, as by `h *= mask` while h is still h0. The
caller's h0 is then another than before, and the next batch starts from a wrong state.
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
        if training:
            h *= mask
            h /= np.asarray(1 - p, h.dtype)
        fed_back = h
        h = np.tanh(x[:, t] @ w_x + fed_back @ w_h + b)
        hs.append(h.copy())
    return np.stack(hs, axis=1).astype(x.dtype), mask
