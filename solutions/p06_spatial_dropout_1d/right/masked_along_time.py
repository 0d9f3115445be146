"""The time axis comes first while masking; coins from float32 draws, the mask as int8."""

import numpy as np


def spatial_dropout_1d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    steps = np.moveaxis(x, 1, 0)
    keep = rng.random(steps.shape[1:], dtype=np.float32) >= p
    out = np.stack([np.divide(step, 1 - p, dtype=x.dtype) * keep for step in steps], axis=1)
    return out, keep[:, np.newaxis].astype(np.int8)
