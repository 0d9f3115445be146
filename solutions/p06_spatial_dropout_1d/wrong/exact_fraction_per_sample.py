"""It looks as if exactly a share p of the features is dropped in every sample, as by `choice` without
replacement. Dropout throws independent coins, so samples differ in how many of their features survive.
"""

import numpy as np


def spatial_dropout_1d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    batch, _, features = x.shape
    mask = np.ones((batch, 1, features), bool)
    for sample in mask:
        sample[0, rng.choice(features, round(p * features), replace=False)] = False
    return (x * mask / (1 - p)).astype(x.dtype), mask
