"""Plain loops that throw one coin after the other, as a first version by hand would."""

import numpy as np


def spatial_dropout_1d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    batch, _, features = x.shape
    out = np.zeros_like(x)
    mask = np.zeros((batch, 1, features), dtype=int)
    for b in range(batch):
        for f in range(features):
            if rng.random() > p:
                mask[b, 0, f] = 1
                out[b, :, f] = x[b, :, f] / (1 - p)
    return out, mask
