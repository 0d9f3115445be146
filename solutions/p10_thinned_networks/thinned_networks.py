"""Averaging thinned networks: the reference."""

import numpy as np


def all_masks(n):
    """Return every mask of n units once: the binary digits of 0, ..., 2**n - 1."""
    return np.arange(2**n)[:, None] >> np.arange(n) & 1


def thinned(x, p):
    """Return the inputs of all sub-networks, (2**n, n), and their probabilities, (2**n,)."""
    if not 0 <= p < 1:
        raise ValueError(f"p is {p}; it must lie in [0, 1)")
    masks = all_masks(len(x))
    return masks * x, np.where(masks, 1 - p, p).prod(axis=1)


def ensemble_mean(x, w, b, p):
    """Return the average output of a linear unit over all sub-networks.

    Baldi and Sadowski (2013): the ensemble of a linear network, which is (1 - p) * x @ w + b.
    """
    inputs, weights = thinned(x, p)
    return weights @ (inputs @ w + b)


def ensemble_softmax(x, W, b, p):
    """Return the normalised geometric mean of all sub-networks' softmax outputs.

    Hinton et al. (2012) and Warde-Farley et al. (2014): it is the softmax of the scaled network.
    """
    inputs, weights = thinned(x, p)
    powers = np.exp(inputs @ W + b)
    probs = powers / powers.sum(axis=1, keepdims=True)
    mean = np.exp(weights @ np.log(probs))
    return mean / mean.sum()
