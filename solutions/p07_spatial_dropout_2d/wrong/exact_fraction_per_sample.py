"""It looks as if exactly a share p of the maps is dropped in every sample, as by `choice` without
replacement. Dropout throws independent coins, so samples differ in how many of their maps survive.
"""

import numpy as np


def spatial_dropout_2d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    n, c, _, _ = x.shape
    mask = np.ones((n, c, 1, 1), bool)
    for sample in mask:
        sample[rng.choice(c, round(p * c), replace=False)] = False
    return (x * mask / (1 - p)).astype(x.dtype), mask


def spatial_dropout_2d_backward(dout, mask, p):
    if mask is None:
        return dout
    return (dout * mask / (1 - p)).astype(dout.dtype)
