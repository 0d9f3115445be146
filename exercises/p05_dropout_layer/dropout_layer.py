"""A dropout layer
===============

So far the caller of your functions had to carry the mask and the mode around. A layer does that itself: it is
set once to training or to evaluation, it draws its own coins, and it remembers them from the forward pass to
the backward pass. There is little more to a framework's `Dropout`.

What to write
-------------
The class `DropoutLayer(p=0.5, rng=None)` with four methods:

    train()          from now on, forward drops
    eval()           from now on, forward changes nothing
    forward(x)       training:    out[i] = x[i] * mask[i] / (1 - p), with new coins mask[i] at every call
                     evaluation:  x as it is
    backward(dout)   training:    dx[i] = dout[i] * mask[i] / (1 - p), with the coins of the last forward
                     evaluation:  dout as it is

The last forward decides what backward does. If it ran in training, backward uses its coins, even if eval() has
been called since; if it ran at evaluation, dout comes back unchanged, whatever was drawn earlier.

Conventions
-----------
- p is the probability of DROPPING an entry: p = 0.2 keeps about 80 % of them. Without p, it is 0.5.
- A new layer is in training mode. What train() and eval() return does not matter.
- forward returns out alone, in both modes. The mask stays in the layer, in whatever form you like.
- Every entry has a coin of its own; x may have any number of dimensions, and another shape at every call.
- out has the dtype of x, and dx that of dout: float32 stays float32.
- rng is a `numpy.random.Generator` and the only source of randomness. With rng=None the layer makes one for
  itself, `np.random.default_rng()`, once, in the constructor. backward draws no coins.
- Layers share nothing: two layers made without an rng draw different coins, and neither sees the other's.
- x and dout are never changed in place.
- p outside [0, 1) raises `ValueError` in the constructor. p = 0 is fine: it drops nothing.
- backward is never called before forward; it may be called more than once after one forward, and
  gives the same each time.

An example
----------
With p = 0.2 the factor is 1 / 0.8 = 1.25. Suppose the first coins are [1, 0, 1, 1]:

    layer = DropoutLayer(p=0.2)
    layer.forward([0.8, 1.5, 0.3, 1.2])     -> [1.0, 0.0, 0.375, 1.5]
    layer.backward([0.4, 1.0, -2.0, 0.1])   -> [0.5, 0.0, -2.5, 0.125]
    layer.eval()
    layer.forward([0.8, 1.5, 0.3, 1.2])     -> [0.8, 1.5, 0.3, 1.2]
    layer.backward([0.4, 1.0, -2.0, 0.1])   -> [0.4, 1.0, -2.0, 0.1]

(x and dout are arrays, of course.)

Reading: Srivastava et al. (2014), sections 5.1 and 10; Paszke et al. (2019), section 4.1: layers as classes.
"""

import numpy as np


class DropoutLayer:
    """Inverted dropout with a mode and a memory."""

    def __init__(self, p=0.5, rng=None):
        raise NotImplementedError

    def train(self):
        """From now on, forward drops."""
        raise NotImplementedError

    def eval(self):
        """From now on, forward changes nothing."""
        raise NotImplementedError

    def forward(self, x):
        """Return out: inverted dropout of x in training, x at evaluation."""
        raise NotImplementedError

    def backward(self, dout):
        """Return dx, the gradient of the loss with respect to the x of the last forward pass."""
        raise NotImplementedError


if __name__ == "__main__":  # python dropout_layer.py runs the example on what you wrote
    from dropgrade import try_example

    try_example(__file__)
