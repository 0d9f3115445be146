"""A network with dropout
======================

A dropout layer alone does nothing useful. Here it goes where it belongs: between the two layers of a network
that answers a yes-or-no question. In training, every sample meets a thinned network of its own, and its
gradient reaches the weights of that network only: a unit that had no part in the answer learns nothing.

What to write
-------------
`forward(params, x, p, training, rng)` returns the pair `(probs, cache)`:

    z1 = x @ W1 + b1
    h  = max(z1, 0)                                     ReLU
    d  = h * mask / (1 - p) in training, h at evaluation
    z2 = d @ W2 + b2
    probs = 1 / (1 + exp(-z2))                          sigmoid: the probability of "yes"

`backward(params, cache, y)` returns grads, the derivatives of the mean log loss

    L = -(sum over the N samples of y log(probs) + (1 - y) log(1 - probs)) / N

with respect to every parameter, with the coins of that forward pass. The first step back is short: dL/dz2 =
(probs - y) / N. For z = a @ W + b with the gradient dz, in general:

    dW = a.T @ dz        db = the column sums of dz        da = dz @ W.T

Conventions
-----------
- params is a dict of float64 arrays: "W1" (inputs, hidden), "b1" (hidden,), "W2" (hidden, 1), "b2" (1,).
- x is (N, inputs); probs and y are (N, 1), and y holds 0 and 1. grads has the keys and shapes of params.
- p is the probability of DROPPING a hidden unit. Every unit of every sample has a coin of its own. Inputs,
  weights and the output are never dropped.
- cache is what backward needs to know about the forward pass, in a form of your choice: arrays, numbers, and
  tuples, lists or dicts of them, or an object of a class in your file. backward gets it back as it was.
- backward works after a pass in training and after one at evaluation, and draws no coins. It may be called
  twice with one cache, and gives the same each time.
- rng is a `numpy.random.Generator` and the only source of randomness. Evaluation needs none: it may be None.
- params, x, y and the cache are never changed in place: backward computes gradients, it does not learn.
- p outside [0, 1) raises `ValueError` in forward, in both modes. p = 0 is fine: it drops nothing.
- The derivative of the ReLU is 1 where z1 > 0 and 0 where z1 < 0; z1 is never exactly 0.

An example by hand
------------------
One sample, four hidden units, p = 0.5, so that survivors are doubled:

    x = [[1, 2]]    W1 = [[0.5, 0.3, -0.2, 0.4],    b1 = [0.1, 0, 0.1, 0.2]    y = [[1]]
                          [0.1, 0.6,  0.2, 0.3]]    W2 = [[0.4], [0.2], [-0.3], [0.5]]    b2 = [0.1]

    h     = [[0.8, 1.5, 0.3, 1.2]]
    d     = [[1.6, 0.0, 0.6, 0.0]]                with the coins [1, 0, 1, 0]
    z2    = 0.4 * 1.6 - 0.3 * 0.6 + 0.1 = 0.56    probs = [[0.6365]],  L = 0.4518

    dz2   = 0.6365 - 1 = -0.3635 = db2            dW2 = [[-0.5817], [0], [-0.2181], [0]]
    dz1   = [[-0.2908, 0, 0.2181, 0]] = db1       as in W2[0]: -0.3635 * 0.4 * 2 = -0.2908
    dW1   = [[-0.2908, 0, 0.2181, 0],
             [-0.5817, 0, 0.4363, 0]]

The units 1 and 3 (counting from 0) were dropped, and no weight to or from them gets a gradient. At
evaluation all four answer: z2 = 1.23, probs = [[0.7738]].

Reading: Srivastava et al. (2014), sections 4 and 5.1; their p is the probability of keeping.
"""

import numpy as np


def forward(params, x, p, training, rng):
    """Return (probs, cache): the answers of the network, thinned by dropout in training."""
    raise NotImplementedError


def backward(params, cache, y):
    """Return grads, the derivatives of the mean log loss with respect to "W1", "b1", "W2" and "b2"."""
    raise NotImplementedError


if __name__ == "__main__":  # python network_with_dropout.py runs the example on what you wrote
    from dropgrade import try_example

    try_example(__file__)
