"""Coins for the middles of blocks inside a margin, and a loop over those that were drawn."""

import numpy as np


def dropblock(x, p, block_size, training, rng):
    if p < 0 or p >= 1:
        raise ValueError("p must lie in [0, 1)")
    height, width = x.shape[2:]
    if block_size < 1 or block_size > height or block_size > width:
        raise ValueError("the block does not fit into the map")
    if not training:
        return x.copy(), None
    before = block_size // 2
    after = block_size - before
    gamma = p * height * width / block_size**2
    gamma = gamma / (height - block_size + 1) / (width - block_size + 1)
    centres = np.zeros(x.shape, dtype=bool)
    inside = centres[:, :, before : height - after + 1, before : width - after + 1]
    inside[...] = rng.binomial(1, gamma, size=inside.shape)
    mask = np.ones_like(x)
    for n, c, h, w in np.argwhere(centres):
        mask[n, c, h - before : h + after, w - before : w + after] = 0
    kept = np.count_nonzero(mask)
    if kept == 0:
        return np.zeros_like(x), mask
    return x * mask * x.dtype.type(mask.size / kept), mask
