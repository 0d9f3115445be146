"""Keeps an array of factors, 0 or 1 / (1 - p), all ones at evaluation: backward has no case to tell."""

import numpy as np


class DropoutLayer:
    def __init__(self, p=0.5, rng=None):
        if p < 0 or p >= 1:
            raise ValueError("p must lie in [0, 1)")
        self.keep = 1.0 - p
        self.rng = np.random.default_rng(rng)  # hands a generator through, makes one of None
        self.mode = "train"

    def train(self):
        self.mode = "train"
        return self

    def eval(self):
        self.mode = "eval"
        return self

    def forward(self, x):
        if self.mode == "train":
            self.factors = self.rng.binomial(1, self.keep, size=x.shape) / self.keep
        else:
            self.factors = np.ones(x.shape)
        return x * self.factors.astype(x.dtype)

    def backward(self, dout):
        return dout * self.factors.astype(dout.dtype)
