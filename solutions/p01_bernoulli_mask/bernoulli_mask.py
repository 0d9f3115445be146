"""Bernoulli masks and naive dropout: the reference."""

import numpy as np


def bernoulli_mask(shape, p, rng):
    """Return a bool array of this shape, each entry True with probability 1 - p, independently.

    Srivastava et al. (2014), section 4: r_j ~ Bernoulli(p). The paper's p is the probability of keeping.
    """
    if p < 0 or p >= 1:
        raise ValueError("p must lie in [0, 1)")
    mask = rng.random(shape) >= p
    return mask


def naive_dropout(x, p, training, rng):
    """Return x times a fresh mask in training, and x at evaluation: no scaling anywhere.

    Srivastava et al. (2014), section 4, without the scaling at test time that the section ends with.
    """
    if not 0 <= p < 1:
        raise ValueError("p is a probability of dropping")
    if not training:
        return x
    coins = bernoulli_mask(x.shape, p, rng)
    out = x * coins
    return out
