"""It looks as if exactly a share p of the entries is dropped in every call, as by choosing or shuffling
indices. Dropout throws independent coins, so the number of survivors varies from call to call.
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
        mask = np.ones(x.size, bool)
        mask[self.rng.permutation(x.size)[: round(self.p * x.size)]] = False
        self.mask = mask.reshape(x.shape)
        return (x * self.mask / (1 - self.p)).astype(x.dtype)

    def backward(self, dout):
        if self.mask is None:
            return dout
        return (dout * self.mask / (1 - self.p)).astype(dout.dtype)
