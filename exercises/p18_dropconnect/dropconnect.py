"""DropConnect
===========

Dropout removes a unit, and with it every connection that the unit has. DropConnect removes the connections one
by one: a unit stays, but receives only some of its inputs. A layer with n inputs and m outputs has n * m coins in
place of n, and so many more thinned networks.

What to write
-------------
A dense layer takes x (batch, inputs), and has the weights w (inputs, outputs) and the bias b (outputs,).

`dropconnect_forward(x, w, b, p, training, rng)` returns the pair `(y, mask)`. In training every weight has a
coin of its own, drawn once in a call: all samples of the batch share this one mask.

    mask[i, o] = 1 with probability 1 - p, else 0
    kept[i, o] = w[i, o] * mask[i, o] / (1 - p)
    y          = x @ kept + b

At evaluation (`training` is False), y = x @ w + b, and the mask is None.

`dropconnect_backward(dy, x, w, mask, p)` returns the triple `(dx, dw, db)`, in this order: the gradients of
the loss with respect to x, w and b, from dy, its gradient with respect to y. x, w, mask and p are those of the
forward call, and kept is as above:

    dx = dy @ kept.T
    dw = (x.T @ dy) * mask / (1 - p)        a dropped weight had no part in y, and gets no gradient
    db = sum of dy over the batch

Where mask is None, the forward call was an evaluation: dx = dy @ w.T, dw = x.T @ dy, db as before.

Conventions
-----------
- p is the probability of DROPPING a weight: p = 0.2 keeps about 80 % of them.
- The bias is neither dropped nor scaled. No entry of x or y is dropped.
- y has the shape (batch, outputs); dx, dw and db have the shapes of x, w and b. dw and db are sums over the
  batch, not averages.
- The mask that you return has the shape of w and holds 0 and 1, as bool or as numbers, without the factor.
- `dropconnect_backward` takes any such mask, even one that you did not make: bool, float or int, 0 and 1.
- x, w, b and dy have one dtype, and y, dx, dw and db have it too (float32 stays float32), whatever the mask's.
- rng is a `numpy.random.Generator` and the only source of randomness. Evaluation needs none: rng may be None.
- None of the arrays that you are given is changed in place. Above all, w is still needed as it is.
- p outside [0, 1) raises `ValueError`: in `dropconnect_forward` in both modes, and in `dropconnect_backward`.
  p = 0 is fine in both: it drops nothing, and the mask of training is then all ones.

An example
----------
One sample, two inputs, three outputs, p = 0.2 and so the factor 1.25:

    w =  0.4 -0.8  1.2     mask = 1 0 1     kept = 0.5 0.0 1.5     x = [[1, 2]]
         0.8  0.4 -0.4            1 1 0            1.0 0.5 0.0     b = [0.1, 0.2, 0.3]

    training:   y = [[2.6, 1.2, 1.8]]       evaluation: y = [[2.1, 0.2, 0.7]]

    dy = [[1, 2, -1]]     dx = [[-1, 2]]     dw = 1.25  0.00 -1.25     db = [1, 2, -1]
                                                  2.50  5.00  0.00

Reading: Wan et al. (2013). Four things are different there: their p is the probability of keeping; every sample
has a mask of its own, where you draw one for the whole batch to save coins; the bias is masked, too; and nothing
is scaled in training, but at evaluation they sample from a normal distribution that has the mean and variance of
the masked sum.
"""

import numpy as np


def dropconnect_forward(x, w, b, p, training, rng):
    """Return (y, mask): a dense layer with single weights dropped, or (x @ w + b, None) at evaluation."""
    raise NotImplementedError


def dropconnect_backward(dy, x, w, mask, p):
    """Return (dx, dw, db), the gradients with respect to x, w and b; mask is None after an evaluation."""
    raise NotImplementedError


if __name__ == "__main__":  # python dropconnect.py runs the example on what you wrote
    from dropgrade import try_example

    try_example(__file__)
