"""A float32 mask that carries the factor, and a named tuple for the pair."""

from typing import NamedTuple

import numpy as np


class Attended(NamedTuple):
    out: np.ndarray
    weights: np.ndarray


def attention(q, k, v, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p")
    s = q @ k.swapaxes(-2, -1) / q.shape[-1] ** 0.5
    e = np.exp(s - s.max(axis=-1, keepdims=True))
    w = e / e.sum(axis=-1, keepdims=True)
    if training:
        m = (rng.random(w.shape) >= p).astype(np.float32) / np.float32(1 - p)
        w = (w * m).astype(q.dtype)
    return Attended(w @ v, w)
