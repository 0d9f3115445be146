"""DropBlock: the reference."""

import numpy as np


def dropblock(x, p, block_size, training, rng):
    """Return (out, mask): square blocks dropped in each map on its own, or (x, None) at evaluation.

    Ghiasi, Lin and Le (2018), algorithm 1, with the coin of a block at its upper left corner.
    """
    b, (n, c, height, width) = block_size, x.shape
    if not 0 <= p < 1:
        raise ValueError(f"p is {p}; it must lie in [0, 1)")
    if not 1 <= b <= min(height, width):
        raise ValueError(f"block_size is {b}; a block must fit into a map of {height} x {width}")
    if not training:
        return x, None
    rows, columns = height - b + 1, width - b + 1
    gamma = p / b**2 * height * width / (rows * columns)
    drawn = rng.random((n, c, rows, columns)) < gamma
    mask = np.ones(x.shape, dtype=bool)
    for i, j in np.ndindex(b, b):
        mask[:, :, i : i + rows, j : j + columns] &= ~drawn
    factor = mask.size / max(mask.sum(), 1)
    return (x * mask * factor).astype(x.dtype), mask
