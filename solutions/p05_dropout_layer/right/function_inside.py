"""Forward leaves a function behind that backward calls; zeros are written into copies by index."""

import numpy as np


class DropoutLayer:
    def __init__(self, p=0.5, rng=None):
        if not 0.0 <= p < 1.0:
            raise ValueError(p)
        self._p, self._rng = p, rng or np.random.default_rng()
        self.train()

    def train(self):
        self._drop = self._thin

    def eval(self):
        self._drop = np.copy

    def forward(self, x):
        if self._drop == self._thin:
            dropped = np.flatnonzero(self._rng.random(x.size, dtype=np.float32) < self._p)
            self.backward = lambda values: self._thin(values, dropped)
        else:
            self.backward = np.copy
        return self.backward(x)

    def backward(self, dout):
        return np.copy(dout)

    def _thin(self, values, dropped):
        thinned = values.flatten()
        thinned[dropped] = 0
        thinned /= 1 - self._p
        return thinned.reshape(values.shape)
