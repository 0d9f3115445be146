"""A plain loop over samples, each with a coin of its own."""

import numpy as np


def drop_path(x, branch, p, training, rng):
    if not (0.0 <= p < 1.0):
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return np.add(x, branch)
    out = np.empty_like(x)
    for n in range(x.shape[0]):
        if rng.random() >= p:
            out[n] = x[n] + branch[n] / (1 - p)
        else:
            out[n] = x[n]
    return out


def depth_rates(n_blocks, p_last):
    if n_blocks < 1 or not (0.0 <= p_last < 1.0):
        raise ValueError("bad depth or rate")
    rates = np.empty(n_blocks)
    for block in range(n_blocks):
        rates[block] = (block + 1) / n_blocks * p_last
    return rates
