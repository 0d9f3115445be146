"""It looks as if backward throws the mask away once it has used it. A second call after the same forward then takes
another way than the first, although nothing was computed anew: whoever sends two gradients back, one for each of
two losses, gets one of them wrong.
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
        mask, self.mask = self.mask, None
        return (dout * mask / (1 - self.p)).astype(dout.dtype)
