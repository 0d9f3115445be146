"""A dropout layer: the reference."""

import numpy as np


class DropoutLayer:
    """Inverted dropout with a mode and a memory.

    Srivastava et al. (2014): section 10 for the factor, section 5.1 for the backward pass. The layer as an
    object with a training mode follows Paszke et al. (2019), section 4.1.
    """
    def __init__(self, p=0.5, rng=None):
        """Drop with probability p, by coins from rng or from a generator of the layer's own."""
        if not 0 <= p < 1:
            raise ValueError("p must lie in [0, 1)")
        self.p = p
        self.rng = np.random.default_rng() if rng is None else rng
        self.training = True
        self.mask = None

    def train(self):
        """From now on, forward drops."""
        self.training = True

    def eval(self):
        """From now on, forward changes nothing."""
        self.training = False

    def forward(self, x):
        """Return out: inverted dropout of x in training, x at evaluation."""
        if not self.training:
            self.mask = None
            return x
        self.mask = self.rng.random(x.shape) >= self.p
        return (x * self.mask / (1 - self.p)).astype(x.dtype)

    def backward(self, dout):
        """Return dx; the mask of the last forward pass is held, so out and dx have the same factors."""
        if self.mask is None:
            return dout
        return (dout * self.mask / (1 - self.p)).astype(dout.dtype)
