"""It looks as if dropped entries become very small numbers in place of zero. What is dropped takes no
part at all: it must be exactly 0, in the output and later in the gradient.
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
    seeds = rng.random((n, c, rows, cols)) < gamma
    mask = np.ones(x.shape, dtype=bool)
    for i in range(block_size):
        for j in range(block_size):
            mask[:, :, i : i + rows, j : j + cols] &= ~seeds
    out = np.where(mask, x * mask.size / max(mask.sum(), 1), 1e-8)
    return out.astype(x.dtype), mask
