"""p is used as the chance of keeping, and backward leaves out the factor."""

import numpy as np


class DropoutLayer:
    def __init__(self, p=0.5, rng=None):
        if not 0 <= p < 1:
            raise ValueError("p must lie in [0, 1)")
        self.p = p
        self.rng = np.random.default_rng() if rng is None else rng
        self.training = True
        self.mask = None

    def train(self):
        self.training = True

    def eval(self):
        self.training = False

    def forward(self, x):
        if not self.training:
            self.mask = None
            return x
        self.mask = self.rng.random(x.shape) < self.p
        return (x * self.mask / self.p).astype(x.dtype)

    def backward(self, dout):
        if self.mask is None:
            return dout
        return (dout * self.mask).astype(dout.dtype)
