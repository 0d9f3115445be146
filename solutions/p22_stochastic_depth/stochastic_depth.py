"""Stochastic depth: the reference."""

import numpy as np


def drop_path(x, branch, p, training, rng):
    """Return x + branch; in training the branch of each sample is dropped with probability p, or scaled by 1 / (1 - p).

    Huang et al. (2016), equation 2, with a coin for each sample and the factor moved from evaluation to training.
    """
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x + branch
    shape = (len(x),) + (1,) * (x.ndim - 1)
    keep = rng.random(shape) >= p
    factor = 1 / (1 - p)
    added = branch * keep * factor
    out = x + added
    return out.astype(x.dtype)


def depth_rates(n_blocks, p_last):
    """Return l / L * p_last for the blocks l = 1, ..., L (equation 4 of the paper, as rates of dropping)."""
    if n_blocks < 1:
        raise ValueError("there must be a block")
    if not 0 <= p_last < 1:
        raise ValueError("p_last must lie in [0, 1)")
    block = np.arange(1, n_blocks + 1)
    rates = p_last * block / n_blocks
    return rates
