"""Inverted dropout: the reference."""

import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    """Return (out, mask): survivors times 1 / (1 - p), or (x, None) at evaluation.

    Srivastava et al. (2014), section 10: scaling by 1 / (1 - p) in training in place of (1 - p) at test time.
    """
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    mask = rng.random(x.shape) >= p
    out = x * mask
    out = out / (1 - p)
    out = out.astype(x.dtype)
    return out, mask
