"""gamma is p / block_size², and the middle of a block may be any entry."""

import numpy as np


def dropblock(x, p, block_size, training, rng):
    n, c, height, width = x.shape
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not 1 <= block_size <= min(height, width):
        raise ValueError("the block does not fit")
    if not training:
        return x, None
    half = block_size // 2
    seeds = rng.random(x.shape) < p / block_size**2
    mask = np.ones(x.shape, dtype=bool)
    for i, j, h, w in np.argwhere(seeds):
        top, left = h - half, w - half
        mask[i, j, max(top, 0) : top + block_size, max(left, 0) : left + block_size] = False
    out = x * mask * mask.size / max(mask.sum(), 1)
    return out.astype(x.dtype), mask
