"""Only the samples that keep their branch are touched, by their indices; coins by `rng.binomial`; rates
by the paper's chances to survive.
"""

import numpy as np


def drop_path(x, branch, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError(p)
    out = x.copy()
    if training:
        kept = np.flatnonzero(rng.binomial(1, 1 - p, size=x.shape[0]))
        out[kept] += branch[kept] / (1 - p)
    else:
        out += branch
    return out


def depth_rates(n_blocks, p_last):
    if n_blocks <= 0:
        raise ValueError(n_blocks)
    if not 0 <= p_last < 1:
        raise ValueError(p_last)
    survival = [1 - block / n_blocks * (1 - (1 - p_last)) for block in range(1, n_blocks + 1)]
    return 1 - np.array(survival)
