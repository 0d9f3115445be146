"""Plain loops over samples and channels, one coin after the other."""

import numpy as np


def spatial_dropout_2d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    out = np.zeros_like(x)
    mask = np.zeros((x.shape[0], x.shape[1], 1, 1), dtype=int)
    for n in range(x.shape[0]):
        for c in range(x.shape[1]):
            if rng.random() > p:
                mask[n, c] = 1
                out[n, c] = x[n, c] / (1 - p)
    return out, mask


def spatial_dropout_2d_backward(dout, mask, p):
    if mask is None:
        return dout
    dx = np.zeros_like(dout)
    for n, c in np.ndindex(dout.shape[:2]):
        if mask[n, c, 0, 0]:
            dx[n, c] = dout[n, c] / (1 - p)
    return dx
