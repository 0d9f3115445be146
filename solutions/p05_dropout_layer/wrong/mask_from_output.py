"""It looks as if backward guesses the mask from the values of the forward pass, as by `out != 0`. After a
ReLU many entries of x are 0 before any coin is thrown: they look dropped, and their gradient is lost although
their coins let them through.
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
        mask = self.rng.random(x.shape) >= self.p
        out = (x * mask / (1 - self.p)).astype(x.dtype)
        self.mask = out != 0
        return out

    def backward(self, dout):
        if self.mask is None:
            return dout
        return (dout * self.mask / (1 - self.p)).astype(dout.dtype)
