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
        if rng is None:
            rng = np.random.default_rng()
        self.p = p
        self.rng = rng
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
        coins = self.rng.random(x.shape)
        self.mask = coins >= self.p
        factor = 1 / (1 - self.p)
        out = x * self.mask * factor
        return out.astype(x.dtype)

    def backward(self, dout):
        """Return dx: the factors of the last forward pass, times dout."""
        if self.mask is None:
            return dout
        factor = 1 / (1 - self.p)
        dx = dout * self.mask * factor
        return dx.astype(dout.dtype)
