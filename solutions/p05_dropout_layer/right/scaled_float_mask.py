"""Keeps the scaled mask in single precision, and passes everything through an array of ones at evaluation."""

import numpy as np


class DropoutLayer:
    def __init__(self, p=0.5, rng=None):
        if p < 0.0 or p >= 1.0:
            raise ValueError(f"{p} is not in [0, 1)")
        self.drop_prob = p
        self.generator = rng or np.random.default_rng()
        self.is_training = True
        self.scaled_mask = np.float32(1)

    def train(self):
        self.is_training = True

    def eval(self):
        self.is_training = False

    def forward(self, x):
        if self.is_training:
            kept = self.generator.uniform(0.0, 1.0, size=x.shape) > self.drop_prob
            self.scaled_mask = kept.astype(np.float32) * np.float32(1 / (1 - self.drop_prob))
        else:
            self.scaled_mask = np.ones(x.shape, dtype=np.float32)
        return (x * self.scaled_mask).astype(x.dtype)

    def backward(self, dout):
        return (dout * self.scaled_mask).astype(dout.dtype)
