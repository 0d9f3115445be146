"""Losses by log1p of the logits, coins from rng.choice, parameters in a list, and lists of 0-d arrays."""

import numpy as np


def train(params, x, y, p, lr, epochs, rng):
    if not (0 <= p < 1):
        raise ValueError("p")
    theta = [np.array(params[k]) for k in ("W1", "b1", "W2", "b2")]
    tr, te = [], []
    for _ in range(epochs):
        W1, b1, W2, b2 = theta
        z = np.einsum("ni,ih->nh", x[0], W1) + b1
        keep = rng.choice(np.array([0.0, 1.0]), size=z.shape, p=[p, 1 - p]) / (1 - p)
        d = np.where(z > 0, z, 0) * keep
        s = d @ W2 + b2
        e = (1 / (1 + np.exp(-s)) - y[0]) / y[0].size
        gz = e * W2.T * keep * (z > 0)
        grads = [x[0].T @ gz, gz.sum(0), d.T @ e, e.sum(0)]
        theta = [t - lr * g for t, g in zip(theta, grads)]
        for out, i in ((tr, 0), (te, 1)):
            s = np.maximum(x[i] @ theta[0] + theta[1], 0) @ theta[2] + theta[3]
            out.append(np.asarray(np.mean(np.log1p(np.exp(-s * (2 * y[i] - 1))))))
    return {"train_loss": tr, "test_loss": te, "params": dict(zip(("W1", "b1", "W2", "b2"), theta))}
def generalization_gap(history):
    return np.subtract(history["test_loss"], history["train_loss"])[-1]
