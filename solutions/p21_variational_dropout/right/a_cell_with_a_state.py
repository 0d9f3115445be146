"""A list for the pair, a mask in single precision, and an object that keeps the state between steps."""

import numpy as np


class Cell:
    def __init__(self, w_x, w_h, b, state, gate):
        self.w_x, self.w_h, self.b, self.state, self.gate = w_x, w_h, b, state, gate

    def step(self, inputs):
        memory = self.state if self.gate is None else self.state * self.gate
        self.state = np.tanh(np.hstack([inputs, memory]) @ np.vstack([self.w_x, self.w_h]) + self.b)
        return self.state


def variational_rnn(x, h0, w_x, w_h, b, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError(f"p = {p}")
    gate = mask = None
    if training:
        mask = (rng.random(h0.shape) < 1 - p).astype(np.float32)
        gate = mask * np.float32(1 / (1 - p))
    cell = Cell(w_x, w_h, b, h0, gate)
    states = [cell.step(x[:, t, :]) for t in range(x.shape[1])]
    return [np.stack(states, 1).astype(x.dtype), mask]
