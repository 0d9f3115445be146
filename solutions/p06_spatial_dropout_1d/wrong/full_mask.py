"""It looks as if the mask that you return was stretched to the shape of x: each coin stands in it once for
every time step. The output is right, but the statement asks for one entry per coin.
"""

import numpy as np


def spatial_dropout_1d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    batch, _, features = x.shape
    mask = rng.random((batch, 1, features)) >= p
    return (x * mask / (1 - p)).astype(x.dtype), np.broadcast_to(mask, x.shape)
