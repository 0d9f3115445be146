import numpy as np


class DropoutLayer:
    def __init__(self, p=0.5, rng=None):
        if not 0 <= p < 1:
            raise ValueError("p")
        self.p, self.rng = p, rng if rng is not None else np.random.default_rng()
        self.training = True

    def train(self):
        self.training = True

    def eval(self):
        self.training = False

    def forward(self, x):
        if not self.training:
            return x
        mask = self.rng.random(x.shape) >= self.p
        return (x * mask / (1 - self.p)).astype(x.dtype)

    def backward(self, dout):
        return dout
