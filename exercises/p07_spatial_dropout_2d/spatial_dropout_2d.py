"""Spatial dropout for images
==========================

In a feature map of a convolutional layer, a pixel is much like the pixels around it. Dropping single pixels
takes little away: the neighbours still show what was there, and the effect is mostly that of a smaller
learning rate. Spatial dropout drops whole maps, so that the network cannot rely on any one detector.

What to write
-------------
`spatial_dropout_2d(x, p, training=True, rng=None)` returns the pair `(out, mask)`.
x has the shape (N, C, H, W): samples, channels, rows, columns.

In training (the default), every channel of every sample has a coin of its own, and all H * W pixels of the
map share it:

    mask[n, c, 0, 0] = 1 with probability 1 - p, else 0
    out[n, c, h, w]  = x[n, c, h, w] * mask[n, c, 0, 0] / (1 - p)

So a batch takes N * C coins, however large the images are. At evaluation (`training=False`) nothing is
dropped and nothing is scaled: return `(x, None)`.

`spatial_dropout_2d_backward(dout, mask, p)` returns dx, the gradient of the loss with respect to x, from
dout, its gradient with respect to out. The mask is the one that the forward call returned. Where it is
None, the forward call was an evaluation, which changed nothing: return dout.

Conventions
-----------
- p is the probability of DROPPING a map: p = 0.2 keeps about 80 % of them. Backward gets the same p.
- The coins are independent: between the samples of a batch as well as between channels.
- out has the shape and the dtype of x, dx those of dout (float32 stays float32).
- mask has the shape (N, C, 1, 1) and is not scaled: it holds 0 and 1, as bool or as numbers.
- rng is a `numpy.random.Generator` and the only source of randomness. Evaluation and backward need none.
- Neither x nor dout is changed in place.
- p outside [0, 1) raises `ValueError` in the forward call, in training and at evaluation alike. p = 0 is fine,
  forward and backward: it drops nothing, and the mask of training is then all ones.

An example
----------
One sample, two maps of 2 x 2 pixels, p = 0.2 and the coins [1, 0]. The factor is 1 / 0.8 = 1.25:

    x[0, 0]    =  0.8   1.6     out[0, 0] =  1.0   2.0     dout[0, 0] =  0.4  -0.8     dx[0, 0] =  0.5  -1.0
                  0.4   2.0                  0.5   2.5                   1.2   0.0                 1.5   0.0

    x[0, 1]    =  1.2   0.4     out[0, 1] =  0.0   0.0     dout[0, 1] =  0.8   2.0     dx[0, 1] =  0.0   0.0
                  0.8   1.6                  0.0   0.0                   0.4  -0.4                 0.0   0.0

    mask = [[[[1]], [[0]]]]     with the shape (1, 2, 1, 1)

Reading: Tompson et al. (2015), who call it SpatialDropout.
"""

import numpy as np


def spatial_dropout_2d(x, p, training=True, rng=None):
    """Return (out, mask): x with whole feature maps dropped, or (x, None) at evaluation."""
    raise NotImplementedError


def spatial_dropout_2d_backward(dout, mask, p):
    """Return dx, the gradient with respect to x, from dout and the mask of the forward call."""
    raise NotImplementedError


if __name__ == "__main__":  # python spatial_dropout_2d.py runs the example on what you wrote
    from dropgrade import try_example

    try_example(__file__)
