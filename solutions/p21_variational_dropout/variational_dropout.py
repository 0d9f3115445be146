"""Variational dropout in recurrent networks: the reference."""

import numpy as np


def variational_rnn(x, h0, w_x, w_h, b, p, training, rng):
    """Return (hs, mask): states of a tanh network that feeds back h * mask / (1 - p), or (hs, None).

    Gal and Ghahramani (2016), section 4: one mask for each sequence, reused at every step.
    """
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    mask = None
    if training:
        mask = rng.random(h0.shape) >= p
    factor = 1 / (1 - p)
    h = h0
    hs = []
    for t in range(x.shape[1]):
        fed_back = h
        if training:
            fed_back = h * mask * factor
        heard = fed_back @ w_h
        h = np.tanh(x[:, t] @ w_x + heard + b)
        hs.append(h)
    hs = np.stack(hs, axis=1)
    return hs.astype(x.dtype), mask
