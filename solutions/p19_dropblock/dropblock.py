"""DropBlock: the reference."""

import numpy as np


def dropblock(x, p, block_size, training, rng):
    """Return (out, mask): square blocks dropped in each map on its own, or (x, None) at evaluation.

    Ghiasi, Lin and Le (2018), algorithm 1, with the coin of a block at its upper left corner.
    """
    n, c, height, width = x.shape
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not 1 <= block_size <= min(height, width):
        raise ValueError("the block does not fit")
    if not training:
        return x, None
    rows = height - block_size + 1
    cols = width - block_size + 1
    gamma = p / block_size**2 * height * width / (rows * cols)
    coins = rng.random((n, c, rows, cols))
    drawn = coins < gamma
    mask = np.ones(x.shape, dtype=bool)
    for i in range(block_size):
        for j in range(block_size):
            mask[:, :, i : i + rows, j : j + cols] &= ~drawn
    factor = mask.size / max(mask.sum(), 1)
    out = x * mask * factor
    return out.astype(x.dtype), mask
