"""It looks as if float32 input comes back as float64, because a float64 factor or mask was multiplied in.
Networks are trained in float32 to halve memory and time: one such layer undoes that for everything behind
it.
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
    mask = np.ones(x.shape)
    for i in range(block_size):
        for j in range(block_size):
            mask[:, :, i : i + rows, j : j + cols] *= ~seeds
    out = x * mask * mask.size / max(mask.sum(), 1)
    return out, mask
