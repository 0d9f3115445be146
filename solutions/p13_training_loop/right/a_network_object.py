"""A class that learns, with losses from logits by logaddexp, and coins only where p is above 0."""

import numpy as np


class Network:
    def __init__(self, params):
        self.w1, self.b1 = params["W1"].copy(), params["b1"].copy()
        self.w2, self.b2 = params["W2"].copy(), params["b2"].copy()

    def hidden(self, x):
        return x.dot(self.w1) + self.b1

    def loss(self, x, y):
        z = np.maximum(self.hidden(x), 0).dot(self.w2) + self.b2
        return float(np.mean(np.logaddexp(0, z) - y * z))

    def learn(self, x, y, p, lr, rng):
        z1 = self.hidden(x)
        slope = np.where(z1 > 0, 1.0, 0.0)
        if p > 0:
            slope = np.where(rng.uniform(size=z1.shape) < p, 0.0, slope / (1 - p))
        d = z1 * slope
        z2 = d.dot(self.w2) + self.b2
        dz2 = (0.5 * (1 + np.tanh(z2 / 2)) - y) / y.shape[0]
        dz1 = np.outer(dz2, self.w2) * slope
        steps = x.T.dot(dz1), dz1.sum(0), d.T.dot(dz2), dz2.sum(0)
        for value, gradient in zip((self.w1, self.b1, self.w2, self.b2), steps):
            value -= lr * gradient


def train(params, x, y, p, lr, epochs, rng):
    if not 0 <= p < 1:
        raise ValueError(p)
    network = Network(params)
    losses = []
    for _ in range(epochs):
        network.learn(x[0], y[0], p, lr, rng)
        losses.append((network.loss(x[0], y[0]), network.loss(x[1], y[1])))
    train_loss, test_loss = map(list, zip(*losses))
    trained = {"W1": network.w1, "b1": network.b1, "W2": network.w2, "b2": network.b2}
    return {"train_loss": train_loss, "test_loss": test_loss, "params": trained}


def generalization_gap(history):
    *_, train_loss = history["train_loss"]
    *_, test_loss = history["test_loss"]
    return test_loss - train_loss
