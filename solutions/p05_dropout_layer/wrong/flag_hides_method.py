"""It looks as if the layer keeps its mode in an attribute that has the name of a method, as by `self.train =
True`. An instance's attribute hides the method of its class: the next `layer.train()` calls the flag, and a
bool cannot be called.
"""

import numpy as np


class DropoutLayer:
    def __init__(self, p=0.5, rng=None):
        if not 0 <= p < 1:
            raise ValueError("p must lie in [0, 1)")
        self.p = p
        self.rng = np.random.default_rng() if rng is None else rng
        self.train = True
        self.mask = None

    def train(self):
        self.train = True

    def eval(self):
        self.train = False

    def forward(self, x):
        if not self.train:
            self.mask = None
            return x
        self.mask = self.rng.random(x.shape) >= self.p
        return (x * self.mask / (1 - self.p)).astype(x.dtype)

    def backward(self, dout):
        if self.mask is None:
            return dout
        return (dout * self.mask / (1 - self.p)).astype(dout.dtype)
