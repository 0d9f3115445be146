import numpy as np


def drop_path(x, branch, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p")
    if not training:
        return x + branch
    coins = np.floor(1 - p + rng.random((len(x), 1, 1, 1))).astype(x.dtype)
    return x + branch / x.dtype.type(1 - p) * coins


def depth_rates(n_blocks, p_last):
    if n_blocks < 1 or not 0 <= p_last < 1:
        raise ValueError("depth")
    return np.arange(1, n_blocks + 1) / n_blocks * p_last
