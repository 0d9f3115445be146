"""A scaled mask in single precision, also where x is double, and the mask as float32."""

import numpy as np


def spatial_dropout_1d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    batch, _, features = x.shape
    keep = (rng.uniform(0, 1, (batch, 1, features)) > p).astype(np.float32)
    scaled = keep * np.float32(1 / (1 - p))
    return (x * scaled).astype(x.dtype), keep
