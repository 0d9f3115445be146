"""A scaled copy of w_h for every sample, as in the paper: rows of dropped units are zero. Coins by `rng.binomial`."""

import numpy as np


def variational_rnn(x, h0, w_x, w_h, b, p, training, rng):
    if p < 0 or p >= 1:
        raise ValueError("p must lie in [0, 1)")
    batch, time, _ = x.shape
    mask = None
    weights = np.broadcast_to(w_h, (batch, *w_h.shape))
    if training:
        mask = rng.binomial(1, 1 - p, size=h0.shape)
        weights = weights * (mask / (1 - p)).astype(x.dtype)[:, :, None]
    hs = np.empty((batch, time, w_h.shape[0]), dtype=x.dtype)
    h = h0
    drive = x @ w_x + b
    for t in range(time):
        h = hs[:, t] = np.tanh(drive[:, t] + np.einsum("ni,nij->nj", h, weights))
    return hs, mask
