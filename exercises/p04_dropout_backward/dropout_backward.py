"""The backward pass of dropout
============================

A network learns by sending the gradient of the loss back through every layer. A layer gets dout, the
derivative of the loss with respect to its output, and must return dx, the derivative with respect to its input.

The coins of dropout are drawn in the forward pass. By the time the gradient comes back they are settled: the
mask is a constant, and the layer just multiplied every entry by a fixed number. An entry that was
dropped had no part in the loss, so it gets no gradient. An entry that survived was multiplied by a factor,
and by the chain rule its gradient is multiplied by the same factor.

What to write
-------------
`dropout_forward(x, p, training=True, rng=None)` returns the pair `(out, mask)`. Training is the
default, and is inverted dropout, as in p03:

    mask[i] = 1 with probability 1 - p, else 0
    out[i]  = x[i] * mask[i] / (1 - p)

At evaluation (`training=False`) it returns `(x, None)`.

`dropout_backward(dout, mask, p)` returns dx:

    dx[i] = dout[i] * mask[i] / (1 - p)

Where mask is None, the forward pass ran at evaluation: return dout as it is.

Conventions
-----------
- p is the probability of DROPPING an entry: p = 0.2 keeps about 80 % of them.
- The arrays have any number of dimensions; x, out, mask, dout and dx all have one shape.
- out has the dtype of x, and dx that of dout, whatever the dtype of the mask: float32 stays float32.
- The mask that you return holds 0 and 1, as bool or as numbers, without the factor. It shows how each coin fell,
  even where x is 0.
- `dropout_backward` takes any such mask, even one that you did not make: bool, float or int, 0 and 1.
- rng is a `numpy.random.Generator` and the only source of randomness. The backward pass draws no coins.
- x, dout and mask are never changed in place.
- p outside [0, 1) raises `ValueError`: in `dropout_forward` in both modes, and in `dropout_backward`.
  p = 0 is fine in both: it drops nothing, and the mask of training is then all ones.

An example
----------
With p = 0.2, x = [0.8, 1.5, 0.3, 1.2] and the coins [1, 0, 1, 1], the factor is 1 / 0.8 = 1.25:

    out  = [1.0, 0.0, 0.375, 1.5]
    dout = [0.4, 1.0, -2.0, 0.1]       what comes back from the next layer
    dx   = [0.5, 0.0, -2.5, 0.125]     the 1.0 stops at the dropped entry

Reading: Srivastava et al. (2014), section 5.1, on backpropagation in the thinned network.
"""

import numpy as np


def dropout_forward(x, p, training=True, rng=None):
    """Return (out, mask): inverted dropout of x, or (x, None) at evaluation."""
    raise NotImplementedError


def dropout_backward(dout, mask, p):
    """Return dx, the gradient of the loss with respect to x; mask is None after an evaluation."""
    raise NotImplementedError


if __name__ == "__main__":  # python dropout_backward.py runs the example on what you wrote
    from dropgrade import try_example

    try_example(__file__)
