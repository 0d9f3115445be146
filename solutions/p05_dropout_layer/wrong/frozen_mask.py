"""It looks as if a layer uses the same mask at every call: drawn once and kept, or drawn from a seed that is
set anew each time. Training would then always leave out the same units, and what is left is just a smaller
network.
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
        self.coins = None

    def train(self):
        self.training = True

    def eval(self):
        self.training = False

    def forward(self, x):
        if not self.training:
            self.mask = None
            return x
        if self.coins is None or self.coins.shape != x.shape:
            self.coins = self.rng.random(x.shape) >= self.p
        self.mask = self.coins
        return (x * self.mask / (1 - self.p)).astype(x.dtype)

    def backward(self, dout):
        if self.mask is None:
            return dout
        return (dout * self.mask / (1 - self.p)).astype(dout.dtype)
