"""It looks as if a block that is larger than the map, or of size 0, is not refused with ValueError. There
is no place for such a block; to cut it to size in silence, or to divide by zero, hides a mistake of the
caller's.
"""

import numpy as np


def dropblock(x, p, block_size, training, rng):
    n, c, height, width = x.shape
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    block_size = min(block_size, height, width)
    if not training:
        return x, None
    rows, cols = height - block_size + 1, width - block_size + 1
    gamma = p / block_size**2 * height * width / (rows * cols)
    seeds = rng.random((n, c, rows, cols)) < gamma
    mask = np.ones(x.shape, dtype=bool)
    for i in range(block_size):
        for j in range(block_size):
            mask[:, :, i : i + rows, j : j + cols] &= ~seeds
    out = x * mask * mask.size / max(mask.sum(), 1)
    return out.astype(x.dtype), mask
