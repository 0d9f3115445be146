"""It looks as if the same blocks are dropped every time, as from a seed that is set inside the function.
Every call needs new coins from the rng that it is given.
"""

import numpy as np


def dropblock(x, p, block_size, training, rng):
    n, c, height, width = x.shape
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not 1 <= block_size <= min(height, width):
        raise ValueError("the block does not fit")
    if not training:
        return x, None
    rows, cols = height - block_size + 1, width - block_size + 1
    gamma = p / block_size**2 * height * width / (rows * cols)
    seeds = np.random.default_rng(0).random((n, c, rows, cols)) < gamma
    mask = np.ones(x.shape, dtype=bool)
    for i in range(block_size):
        for j in range(block_size):
            mask[:, :, i : i + rows, j : j + cols] &= ~seeds
    out = x * mask * mask.size / max(mask.sum(), 1)
    return out.astype(x.dtype), mask
