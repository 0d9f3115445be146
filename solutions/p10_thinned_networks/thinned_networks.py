"""Averaging thinned networks: the reference."""

import numpy as np
import itertools


def all_masks(n):
    """Return every mask of n units once: the binary digits of 0, ..., 2**n - 1."""
    return np.array(list(itertools.product([0, 1], repeat=n)))


def probability(masks, p):
    return np.where(masks == 1, 1 - p, p).prod(axis=1)


def check(p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")


def softmax(s):
    e = np.exp(s)
    return e / e.sum(axis=1, keepdims=True)


def ensemble_mean(x, w, b, p):
    """Return the average output of a linear unit over all sub-networks.

    Baldi and Sadowski (2013): the ensemble of a linear network, which is (1 - p) * x @ w + b.
    """
    check(p)
    masks = all_masks(len(x))
    return np.sum(probability(masks, p) * ((masks * x) @ w + b))


def ensemble_softmax(x, W, b, p):
    """Return the normalised geometric mean of all sub-networks' softmax outputs.

    Hinton et al. (2012) and Warde-Farley et al. (2014): it is the softmax of the scaled network.
    """
    check(p)
    masks = all_masks(len(x))
    probs = softmax((masks * x) @ W + b)
    g = np.prod(probs ** probability(masks, p)[:, None], axis=0)
    return g / g.sum()
