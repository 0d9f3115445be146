"""Standard dropout
================

Naive dropout has a flaw: in training only a share 1 - p of each sum is left on average, but at evaluation
all of it arrives. The first papers on dropout correct this at evaluation: every value is multiplied by 1 - p
there, and so has the size that the next layer saw on average during training.

What to write
-------------
`standard_dropout(x, p, training, rng)` returns the pair `(out, mask)`.

In training, every entry of x has a coin of its own, and survivors keep their value:

    mask[i] = 1 with probability 1 - p, else 0
    out[i]  = x[i] * mask[i]                        on average (1 - p) * x[i]

At evaluation nothing is dropped, and everything shrinks to that average:

    out[i]  = x[i] * (1 - p),  mask = None

(The papers multiply the outgoing weights instead of the values. The next layer gets the same sums.)

Conventions
-----------
- p is the probability of DROPPING an entry: p = 0.2 keeps about 80 % of them, and the factor is 0.8.
- x has any number of dimensions; out has the shape and the dtype of x (float32 stays float32), in both modes.
- Both modes return a pair. The mask of training has the shape of x and holds 0 and 1, as bool or as numbers;
  1 marks an entry that was kept. At evaluation the mask is None.
- A dropped entry is exactly 0.
- rng is a `numpy.random.Generator` and the only source of randomness. Every call draws new coins.
  Evaluation draws none: rng may then be None.
- x is never changed in place, in either mode.
- p outside [0, 1) raises `ValueError`, in training and at evaluation alike. p = 0 is fine: it drops nothing,
  and the mask of training is then all ones.

An example
----------
With p = 0.25, x = [4, 2, 6, 8] and the coins [1, 0, 1, 1]:

    training:    out = [4.0, 0.0, 6.0, 8.0]    sum 18 in this draw, 15 on average over all draws
    evaluation:  out = [3.0, 1.5, 4.5, 6.0]    sum 15, always: the mismatch of p01 is gone

The price is that the trained network cannot be used as it is. p03 moves the factor to avoid that.

Reading: Srivastava et al. (2014), section 4 and figure 2. Note that the paper's p is the probability of
keeping. Hinton et al. (2012) halve the weights at test time: that is 1 - p for their p = 0.5.
"""

import numpy as np


def standard_dropout(x, p, training, rng):
    """Return (out, mask): unscaled dropout of x, or (x times 1 - p, None) at evaluation."""
    raise NotImplementedError


if __name__ == "__main__":  # python standard_dropout.py runs the example on what you wrote
    from dropgrade import try_example

    try_example(__file__)
