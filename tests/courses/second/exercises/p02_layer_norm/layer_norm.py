"""Layer norm, forward and backward
================================

What to write
-------------
`layer_norm(x, gain, bias, eps=1e-5)` returns `(out, cache)`, where each row of x is normalised by itself:

    normed[n, d] = (x[n, d] - mean[n]) / sqrt(var[n] + eps)
    out[n, d]    = gain[d] * normed[n, d] + bias[d]

`layer_norm_backward(dout, cache)` returns `(dx, dgain, dbias)`, the gradients of a loss whose gradient by out is dout.

Conventions
-----------
- x has the shape (batch, features); gain and bias have the shape (features,).
- The variance is the mean of the squared deviations: it divides by the number of features.
- eps is 1e-5 where nothing else is said.
- What the cache holds is for you to choose. No input is changed.

An example
----------
For x = [[1.0, 3.0]], gain 1, bias 0 and eps 0 the mean is 2 and the variance 1:

    out = [[-1.0, 1.0]]

Reading: Ba, Kiros and Hinton (2016), Layer Normalization.
"""

import numpy as np


def layer_norm(x, gain, bias, eps=1e-5):
    """Return the normalised rows, and what the way back needs."""
    raise NotImplementedError


def layer_norm_backward(dout, cache):
    """Return the gradients of x, gain and bias."""
    raise NotImplementedError
