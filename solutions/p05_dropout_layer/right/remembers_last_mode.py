"""Remembers in which mode the last forward ran, and leaves the old mask where it is."""

import numpy as np


class DropoutLayer:
    def __init__(self, p=0.5, rng=None):
        if not (p >= 0 and p < 1):
            raise ValueError("dropout probability out of range")
        self.p = p
        self.rng = np.random.default_rng() if rng is None else rng
        self._training = True
        self._last_was_training = False

    def train(self, mode=True):
        self._training = mode
        return self

    def eval(self):
        return self.train(False)

    def forward(self, x):
        self._last_was_training = self._training
        if not self._training:
            return x
        self._mask = self.rng.choice([0, 1], size=x.shape, p=[self.p, 1 - self.p])
        return self._apply(x)

    def backward(self, dout):
        return self._apply(dout) if self._last_was_training else dout

    def _apply(self, values):
        result = values.copy()
        result[self._mask == 0] = 0
        return result / values.dtype.type(1 - self.p)
