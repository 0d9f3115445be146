"""A list for the pair, and a float32 mask with the factor in it, as textbooks have it."""

import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    if p < 0 or p >= 1:
        raise ValueError("p must lie in [0, 1)")
    out, mask = x, None
    if training:
        mask = (rng.uniform(size=x.shape) > p).astype(np.float32)
        scaled = mask * (1 / (1 - p))
        out = (x * scaled).astype(x.dtype)
    return [out, mask]
