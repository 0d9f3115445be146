"""Targeted dropout
================

A trained layer is often pruned: its smallest weights are set to zero for good, to make it small and fast. That
hurts a network which relies on them. Targeted dropout prepares for it: at every step, some of the weights that
pruning would remove are dropped at random. The important weights learn to do without them. A small weight that is
needed after all can grow in the steps that keep it, until it is no longer one of the smallest.

What to write
-------------
w has the shape (n_in, n_out): column w[:, o] holds the weights into output unit o. The candidates are, in each
column on its own, the

    k = int(fraction * n_in)

weights with the smallest magnitudes |w[i, o]|. The number is rounded down, as int does.

`targeted_dropout(w, target_fraction, p, rng)` returns the pair `(out, mask)` for one step of training, with
fraction = target_fraction. Every candidate has a coin of its own; all other weights are always kept:

    mask[i, o] = 0 with probability p if w[i, o] is a candidate, else 1
    out        = w * mask

There is no factor 1 / (1 - p) here: what is dropped is small, and is meant to be missing in the end. So about
p * k weights of a column are dropped in a step, a share p * target_fraction of all.

`prune(w, fraction)` returns w with all candidates set to 0, for after training. It draws nothing.

Conventions
-----------
- p is the probability of DROPPING a candidate, target_fraction the share of weights that are candidates.
- The coins are independent, and every call draws new ones.
- out and the result of prune have the shape and the dtype of w (float32 stays float32).
- mask has the shape of w and is not scaled: it holds 0 and 1, as bool or as numbers.
- Equal magnitudes: any of them may be taken, as long as each column has exactly k candidates.
- rng is a `numpy.random.Generator` and the only source of randomness.
- w is never changed in place.
- p outside [0, 1) raises `ValueError`, and so does a fraction outside [0, 1], in both functions. Fractions of 0
  and of 1 are fine: no weight is a candidate, or every one is. So is p = 0.

There is no `training`: at evaluation a network uses w, or prune(w, fraction), as it is.

An example
----------
Four inputs, two output units, target_fraction = 0.5 and p = 0.5. With k = 2, the candidates are rows 1 and 2 of
the first column and rows 0 and 2 of the second. One coin in each column says drop:

    w =  0.9  -0.2     out =  0.9  -0.2     mask =  1  1     prune(w, 0.5) =  0.9   0.0
        -0.1   0.6            0.0   0.6             0  1                      0.0   0.6
         0.4   0.3            0.4   0.0             1  0                      0.0   0.0
        -0.7  -0.8           -0.7  -0.8             1  1                     -0.7  -0.8

-0.7 is less than 0.4, but it is 0.4 that is a candidate: magnitudes count. In the first column 0.4 is one, while in
the second 0.3 is not, because each column is ranked by itself.

Reading: Gomez et al. (2019). Descriptions that speak of dropping neurons with small weights mean its other
variant, which ranks whole units by the norm of their weights.
"""

import numpy as np


def targeted_dropout(w, target_fraction, p, rng):
    """Return (out, mask): w with some of the smallest weights of each column dropped."""
    raise NotImplementedError


def prune(w, fraction):
    """Return w with the smallest weights of each column set to zero."""
    raise NotImplementedError


if __name__ == "__main__":  # python targeted_dropout.py runs the example on what you wrote
    from dropgrade import try_example

    try_example(__file__)
