"""A class with slots and a property, coins by `rng.choice`, both passes by one static `np.where`."""

import numpy as np


class DropoutLayer:
    __slots__ = ("_coins", "_dropping", "_p", "_rng")

    def __init__(self, p=0.5, rng=None):
        self._rng = rng if rng is not None else np.random.Generator(np.random.PCG64())
        self._dropping, self._coins = True, True
        self.p = p

    @property
    def p(self):
        return self._p

    @p.setter
    def p(self, value):
        if value < 0 or value >= 1:
            raise ValueError("p must be a probability below 1")
        self._p = value

    def train(self):
        self._dropping = True

    def eval(self):
        self._dropping = False

    def forward(self, x):
        self._coins = None
        if not self._dropping:
            return x.copy()
        self._coins = self._rng.choice([False, True], size=x.shape, p=[self.p, 1 - self.p])
        return self._where(self._coins, x, self.p)

    def backward(self, dout):
        return dout.copy() if self._coins is None else self._where(self._coins, dout, self.p)

    @staticmethod
    def _where(coins, values, p):
        return np.where(coins, values / (1 - p), 0).astype(values.dtype)
