"""Averaging thinned networks: the reference."""

import itertools

import numpy as np


def all_masks(n):
    """Return every mask of n units once, one a row."""
    rows = list(itertools.product([0, 1], repeat=n))
    return np.array(rows)


def sub_networks(x, w, b, p):
    """Return the probability of every sub-network, and its output."""
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    masks = all_masks(len(x))
    coins = np.where(masks == 1, 1 - p, p)
    weights = coins.prod(axis=1)
    thinned = masks * x
    outputs = thinned @ w + b
    return weights, outputs


def ensemble_mean(x, w, b, p):
    """Return the average output of a linear unit over all sub-networks.

    Baldi and Sadowski (2013): the ensemble of a linear network, which is (1 - p) * x @ w + b.
    """
    weights, outputs = sub_networks(x, w, b, p)
    return weights @ outputs


def ensemble_softmax(x, W, b, p):
    """Return the normalised geometric mean of all sub-networks' softmax outputs.

    Hinton et al. (2012) and Warde-Farley et al. (2014): it is the softmax of the scaled network.
    """
    weights, scores = sub_networks(x, W, b, p)
    powers = np.exp(scores)
    probs = powers / powers.sum(axis=1, keepdims=True)
    logs = weights @ np.log(probs)
    g = np.exp(logs)
    return g / g.sum()
