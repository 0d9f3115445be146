"""Averaging thinned networks
==========================

Every mask of dropout leaves a different sub-network, called a thinned network. A layer of n units has 2^n of
them, and all share their weights. Averaging the answers of many networks nearly always helps, but nobody can
run 2^n of them. Standard dropout (p02) claims that a single network gives the average: the full one, with its
units multiplied by 1 - p. With few units we can check.

What to write
-------------
`all_masks(n)` returns all masks of n units, an array of shape (2^n, n): one row a mask, in any order.

x is the input vector of one layer, of shape (n,). A sub-network sees mask * x in place of x, unscaled. Its
probability is that of its coins: a mask that keeps k of the n units has (1 - p)^k * p^(n - k).

`ensemble_mean(x, w, b, p)` is the average output of a linear unit: w of shape (n,), b a number, and nothing
nonlinear.

    ensemble_mean = sum over all masks of  probability(mask) * ((mask * x) . w + b)

`ensemble_softmax(x, W, b, p)` averages classifiers: W of shape (n, K), b of shape (K,). Each sub-network gives
K probabilities, P(mask) = softmax((mask * x) @ W + b), with

    softmax(s)[k] = exp(s[k]) / (sum over j of exp(s[j]))        the s[k] are called scores

Their geometric mean is

    g[k] = product over all masks of  P(mask)[k] ^ probability(mask)

These add up to at most 1, and to less unless all sub-networks agree. So what is returned is g / (sum of g), of
shape (K,).

Conventions
-----------
- p is the probability of DROPPING a unit; units are dropped independently. Biases are never dropped.
- A mask holds 1 where a unit is kept and 0 where it is dropped, as bool or as numbers. The mask that drops
  all units and the one that keeps all are masks like any other.
- The two averages are exact: nothing is drawn at random. Any way to compute them is right.
- n is 1 to 12. x, w, W and b hold float64 of moderate size (no score beyond ±30), and are never changed in
  place. ensemble_mean returns one number, ensemble_softmax a float64 array.
- p outside [0, 1) raises `ValueError`. With p = 0 the full network has the probability 1, all others 0.

An example
----------
n = 2, x = [1, 2], p = 0.25; for the mean w = [3, -1] and b = 0.5, for softmax W = [[2, 0], [0, -1]] and
b = [0, 1]:

    mask      probability    linear output    softmax
    [0, 0]       0.0625           0.5         [0.2689, 0.7311]
    [0, 1]       0.1875          -1.5         [0.7311, 0.2689]
    [1, 0]       0.1875           3.5         [0.7311, 0.2689]
    [1, 1]       0.5625           1.5         [0.9526, 0.0474]

    ensemble_mean    = 1.25                   which is 0.75 * (3 - 2) + 0.5
    ensemble_softmax = [0.8808, 0.1192]       from g = [0.7970, 0.1079]; the plain average is [0.8268, 0.1732]

Compare the last line with softmax(0.75 * x @ W + b). For a linear unit (the mean) and for softmax (the
geometric mean) the scaled network is exact, as long as nothing nonlinear lies between the dropped units and
the output. With a hidden layer in between it only comes close; a check measures how close, in a network with
ReLU.

Reading: Hinton et al. (2012) state this for one hidden layer whose units are dropped, followed by softmax;
Baldi and Sadowski (2013) prove it for a logistic unit; Warde-Farley et al. (2014) run all sub-networks of
small ReLU networks and compare both averages with the scaled network.
"""

import numpy as np


def all_masks(n):
    """Return every mask of n units once, as an array of shape (2**n, n) that holds 0 and 1."""
    raise NotImplementedError


def ensemble_mean(x, w, b, p):
    """Return the average output of a linear unit over all sub-networks, a number."""
    raise NotImplementedError


def ensemble_softmax(x, W, b, p):
    """Return the normalised geometric mean of all sub-networks' softmax outputs, of shape (K,)."""
    raise NotImplementedError


if __name__ == "__main__":  # python thinned_networks.py runs the example on what you wrote
    from dropgrade import try_example

    try_example(__file__)
