"""It looks as if the constructor accepts p outside [0, 1). Such a p is always a mistake of the caller's, and
must be refused where it is made: a layer that complains at its first forward pass, or never, is far from the
line that is wrong.
"""

import numpy as np


class DropoutLayer:
    def __init__(self, p=0.5, rng=None):
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
        self.mask = self.rng.random(x.shape) >= self.p
        return (x * self.mask / (1 - self.p)).astype(x.dtype)

    def backward(self, dout):
        if self.mask is None:
            return dout
        return (dout * self.mask / (1 - self.p)).astype(dout.dtype)
