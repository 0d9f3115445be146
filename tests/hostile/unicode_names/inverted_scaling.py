"""Writes its names and comments in many scripts, and is right."""

import numpy as np


def маска(форма, ρ, 乱数):
    # ο νόμος: 1 − ρ 🎲
    return 乱数.random(форма) >= ρ


def inverted_dropout(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p ∉ [0, 1)")
    if not training:
        return x.copy(), None
    mask = маска(x.shape, p, np.random.default_rng() if rng is None else rng)
    return x * mask / (1 - p), mask
