"""It looks as if a layer that is made without p has another p than the statement gives it, or cannot be made at all.
Callers rely on a default without seeing it: their networks would drop another share than they believe.
"""

import numpy as np


class DropoutLayer:
    def __init__(self, p=0.2, rng=None):
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
        return (dout * self.mask / (1 - self.p)).astype(dout.dtype)
