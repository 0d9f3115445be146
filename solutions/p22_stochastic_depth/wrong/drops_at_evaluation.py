"""It looks as if branches are dropped at evaluation too. Predictions then change from call to call, and
the trained network is judged with a part of its blocks.
"""

import numpy as np


def drop_path(x, branch, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    rng = rng or np.random.default_rng()
    shape = (x.shape[0],) + (1,) * (x.ndim - 1)
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
