"""It looks as if blocks never reach the last row and the last column. The end of a range is left out, so
the places at the lower and the right border get no coin, and what stands there is never dropped.
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
    mask = np.ones(x.shape, dtype=bool)
    for top in range(height - block_size):
        for left in range(width - block_size):
            hit = rng.random((n, c, 1, 1)) < gamma
            mask[:, :, top : top + block_size, left : left + block_size] &= ~hit
    out = x * mask * mask.size / max(mask.sum(), 1)
    return out.astype(x.dtype), mask
