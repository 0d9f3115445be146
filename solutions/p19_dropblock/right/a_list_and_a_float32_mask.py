"""Cumulative sums count the drawn places that cover each entry; the mask is float32, and the pair a list."""

import numpy as np


def covered(coins, b, axis):
    """Sums over windows of b along an axis, with zeros around."""
    pad = [(0, 0)] * coins.ndim
    pad[axis] = (b, b - 1)
    total = np.cumsum(np.pad(coins, pad), axis=axis)
    n = total.shape[axis]
    return np.take(total, np.arange(b, n), axis=axis) - np.take(total, np.arange(n - b), axis=axis)


def dropblock(x, p, block_size, training, rng):
    h, w = x.shape[-2:]
    if not (0 <= p < 1 and 1 <= block_size <= h and block_size <= w):
        raise ValueError("p or block_size")
    if not training:
        return [x, None]
    rows, cols = h - block_size + 1, w - block_size + 1
    gamma = p * (h * w) / (block_size * block_size * rows * cols)
    coins = rng.choice([0, 1], size=x.shape[:2] + (rows, cols), p=[1 - gamma, gamma])
    hits = covered(covered(coins, block_size, 2), block_size, 3)
    mask = (hits == 0).astype(np.float32)
    scale = np.float32(mask.size / max(mask.sum(), 1))
    return [(x * (mask * scale)).astype(x.dtype), mask]
