"""Spatial dropout for sequences
=============================

In a sequence, one time step looks much like the next. If dropout removes a feature at one step only, the
network can guess it from the steps beside it, and little is lost. Spatial dropout removes the feature from the
whole sequence: no other step gives it away, and the network must manage with its other features.

What to write
-------------
`spatial_dropout_1d(x, p, training=True, rng=None)` returns the pair `(out, mask)`.
x has the shape (batch, time, features).

In training (the default), every feature of every sample has a coin of its own, and all time steps share it:

    mask[b, 0, f] = 1 with probability 1 - p, else 0
    out[b, t, f]  = x[b, t, f] * mask[b, 0, f] / (1 - p)

So a batch takes batch * features coins, however long the sequences are. The factor 1 / (1 - p) is that of
inverted dropout (p03): the expected value of out is x.

At evaluation (`training=False`) nothing is dropped and nothing is scaled: return `(x, None)`.

Conventions
-----------
- p is the probability of DROPPING a feature: p = 0.2 keeps about 80 % of them.
- The coins are independent: between the samples of a batch as well as between features.
- out has the shape and the dtype of x (float32 stays float32).
- mask has the shape (batch, 1, features) and is not scaled: it holds 0 and 1, as bool or as numbers.
- rng is a `numpy.random.Generator` and the only source of randomness. Evaluation does not need one.
- x is never changed in place.
- p outside [0, 1) raises `ValueError`, in training and at evaluation alike. p = 0 is fine: it drops nothing,
  and the mask of training is then all ones.

An example
----------
One sample, three time steps, four features, p = 0.2 and the coins [1, 0, 1, 1]. The factor is 1 / 0.8 = 1.25:

    x[0] =  0.8  1.6  0.4  2.0        out[0] =  1.0  0.0  0.5  2.5
            1.2  0.4  0.8  1.6                  1.5  0.0  1.0  2.0
            2.0  1.2  1.6  0.4                  2.5  0.0  2.0  0.5

    mask = [[[1, 0, 1, 1]]]           with the shape (1, 1, 4)

A column vanishes, from the first step to the last.

Reading: Tompson et al. (2015), who do this to the feature maps of images (p07 is next).
"""

import numpy as np


def spatial_dropout_1d(x, p, training=True, rng=None):
    """Return (out, mask): x with whole features dropped, or (x, None) at evaluation."""
    raise NotImplementedError


if __name__ == "__main__":  # python spatial_dropout_1d.py runs the example on what you wrote
    from dropgrade import try_example

    try_example(__file__)
