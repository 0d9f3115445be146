"""It looks as if the survivors are scaled by the share that happened to survive in this draw, in place of the
share that is expected. Every entry's factor then depends on all the other coins, and the output is not x *
mask / (1 - p).
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
        return (x * self.mask / self.mask.mean()).astype(x.dtype)

    def backward(self, dout):
        if self.mask is None:
            return dout
        return (dout * self.mask / self.mask.mean()).astype(dout.dtype)
