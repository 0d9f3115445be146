"""It looks as if nothing is ever dropped: every entry survives in training too. A frequent cause is
precedence: `rng.random(x.shape) < (1 - p) / (1 - p)` compares with 1.
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
        self.mask = self.rng.random(x.shape) < (1 - self.p) / (1 - self.p)
        return (x * self.mask).astype(x.dtype)

    def backward(self, dout):
        if self.mask is None:
            return dout
        return (dout * self.mask).astype(dout.dtype)
