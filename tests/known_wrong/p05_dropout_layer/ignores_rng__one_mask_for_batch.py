"""One mask for the whole batch, from the global random state."""

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
        self.mask = np.broadcast_to(np.random.rand(*x.shape[1:]) >= self.p, x.shape)
        return (x * self.mask / (1 - self.p)).astype(x.dtype)

    def backward(self, dout):
        if self.mask is None:
            return dout
        return (dout * self.mask / (1 - self.p)).astype(dout.dtype)
