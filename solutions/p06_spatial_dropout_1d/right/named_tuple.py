"""A named tuple for the pair; a scaled mask in single precision, and the coins as bytes."""

from typing import NamedTuple

import numpy as np


class Dropped(NamedTuple):
    out: np.ndarray
    mask: np.ndarray | None


def spatial_dropout_1d(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return Dropped(x, None)
    batch, _, features = x.shape
    keep = (rng.uniform(0, 1, (batch, 1, features)) > p).astype(np.float32)
    scaled = keep * np.float32(1 / (1 - p))
    return Dropped(out=(x * scaled).astype(x.dtype), mask=keep)
