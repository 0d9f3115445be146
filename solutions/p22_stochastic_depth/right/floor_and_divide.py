"""The branch divided first and multiplied by floored numbers, as some libraries do it; rates by linspace."""

import numpy as np


def drop_path(x, branch, p, training, rng):
    if p < 0 or p >= 1:
        raise ValueError("p is a probability below 1")
    if not training:
        return x + branch
    survival = 1 - p
    coins = np.floor(survival + rng.random(len(x))).astype(x.dtype)
    return x + (branch / survival).astype(x.dtype) * coins.reshape(-1, *[1] * (x.ndim - 1))


def depth_rates(n_blocks, p_last):
    if n_blocks < 1 or p_last < 0 or p_last >= 1:
        raise ValueError("bad depth or rate")
    return np.linspace(0, p_last, n_blocks + 1)[1:]
