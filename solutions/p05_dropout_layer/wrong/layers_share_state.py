"""It looks as if the mask or the mode is kept where all layers share it: in the class or in a global
variable, and not in `self`. A network has several dropout layers, and the second one's forward pass
overwrites what the first one still needs for its backward pass.
"""

import numpy as np


class DropoutLayer:
    mask = None

    def __init__(self, p=0.5, rng=None):
        if not 0 <= p < 1:
            raise ValueError("p must lie in [0, 1)")
        self.p = p
        self.rng = np.random.default_rng() if rng is None else rng
        self.training = True

    def train(self):
        self.training = True

    def eval(self):
        self.training = False

    def forward(self, x):
        if not self.training:
            DropoutLayer.mask = None
            return x
        DropoutLayer.mask = self.rng.random(x.shape) >= self.p
        return (x * self.mask / (1 - self.p)).astype(x.dtype)

    def backward(self, dout):
        if self.mask is None:
            return dout
        return (dout * self.mask / (1 - self.p)).astype(dout.dtype)
