"""Coins by `rng.choice` in single precision, spread over the samples by `np.einsum`; rates by a list comprehension."""

import numpy as np


def drop_path(x, branch, p, training, rng):
    if not 0.0 <= p < 1.0:
        raise ValueError(f"p = {p} is not in [0, 1)")
    if training:
        scale = np.float32(1 / (1 - p))
        coins = rng.choice(np.array([0, scale], np.float32), size=x.shape[0], p=[p, 1 - p])
        branch = np.einsum("n...,n->n...", branch, coins)
    return (x + branch).astype(x.dtype)


def depth_rates(n_blocks, p_last):
    if n_blocks <= 0 or p_last < 0 or p_last >= 1:
        raise ValueError("no such depth")
    return np.array([p_last * (level + 1) / n_blocks for level in range(n_blocks)])
