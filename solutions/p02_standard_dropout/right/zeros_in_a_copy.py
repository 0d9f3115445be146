"""One copy of x that each mode changes in its own way; single-precision draws."""

import numpy as np


def standard_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    out = x.copy()
    if not training:
        out *= 1 - p
        return out, None
    dropped = rng.random(x.shape, dtype=np.float32) < p
    out[dropped] = 0
    return out, ~dropped
