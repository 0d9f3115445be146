"""It looks as if a block reaches block_size // 2 entries from its middle to either side. That is right
for odd sizes only: at block_size = 4 your blocks are 5 x 5.
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
    half = block_size // 2
    seeds = rng.random((n, c, height - 2 * half, width - 2 * half)) < gamma
    mask = np.ones(x.shape, dtype=bool)
    for i in range(2 * half + 1):
        for j in range(2 * half + 1):
            mask[:, :, i : height - 2 * half + i, j : width - 2 * half + j] &= ~seeds
    out = x * mask * mask.size / max(mask.sum(), 1)
    return out.astype(x.dtype), mask
