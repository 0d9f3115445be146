"""Attention dropout: the reference."""

import numpy as np


def attention(q, k, v, p, training, rng):
    """Return (out, weights): scaled dot-product attention, its weights dropped after the softmax in training.

    Vaswani et al. (2017), section 3.2.1; attention dropout as in Radford et al. (2018).
    """
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    products = q @ k.swapaxes(-1, -2)
    scores = products / q.shape[-1] ** 0.5
    largest = scores.max(axis=-1, keepdims=True)
    e = np.exp(scores - largest)
    weights = e / e.sum(axis=-1, keepdims=True)
    if training:
        coins = rng.random(weights.shape)
        mask = coins >= p
        factor = 1 / (1 - p)
        weights = weights * mask * factor
    out = weights @ v
    return out, weights
