"""Inverted dropout
================

Dropping units makes a layer's output smaller on average: with drop probability p only a share 1 - p of it
is left. The next layer would then see one size of input while training and another at evaluation. Inverted
dropout corrects this in training, so that the trained network can be used exactly as it is.

What to write
-------------
`inverted_dropout(x, p, training=True, rng=None)` returns the pair `(out, mask)`.

In training (the default), every entry of x has a coin of its own:

    mask[i] = 1 with probability 1 - p, else 0
    out[i]  = x[i] * mask[i] / (1 - p)

so the expected value of out[i] is (1 - p) * x[i] / (1 - p) = x[i].

At evaluation (`training=False`) nothing is dropped and nothing is scaled: return `(x, None)`.

Conventions
-----------
- p is the probability of DROPPING an entry: p = 0.2 keeps about 80 % of them.
- x has any number of dimensions; out has the shape and the dtype of x (float32 stays float32).
- mask has the shape of x and is not scaled: it holds 0 and 1, as bool or as numbers.
- rng is a `numpy.random.Generator` and the only source of randomness. Evaluation does not need one.
- x is never changed in place.
- p outside [0, 1) raises `ValueError`, in training and at evaluation alike. p = 0 is fine: it drops nothing,
  and the mask of training is then all ones.

An example
----------
With p = 0.5, x = [0.8, 1.5, 0.3, 1.2] and the coins [1, 0, 1, 0], the factor is 1 / 0.5 = 2:

    out  = [1.6, 0.0, 0.6, 0.0]
    mask = [1, 0, 1, 0]

The sum fell from 3.8 to 2.2 in this one draw. It is the average over all draws that is 3.8.

Reading: Srivastava et al. (2014), section 10, which describes this variant beside the older one of p02 without
naming it.
"""

import numpy as np


def inverted_dropout(x, p, training=True, rng=None):
    """Return (out, mask): inverted dropout of x, or (x, None) at evaluation."""
    raise NotImplementedError


if __name__ == "__main__":  # python inverted_scaling.py runs the example on what you wrote
    from dropgrade import try_example

    try_example(__file__)
