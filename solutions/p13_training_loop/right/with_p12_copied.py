"""forward and backward of p12 copied in, losses without a guard, arrays filled in place."""

import numpy as np


def forward(params, x, p, training, rng):
    z1 = x @ params["W1"] + params["b1"]
    h = np.maximum(z1, 0)
    mask = rng.binomial(1, 1 - p, size=h.shape) / (1 - p) if training else np.ones(h.shape)
    d = h * mask
    probs = 1 / (1 + np.exp(-(d @ params["W2"] + params["b2"])))
    return probs, (x, z1, mask, d, probs)


def backward(params, cache, y):
    x, z1, mask, d, probs = cache
    dz2 = (probs - y) / len(y)
    dz1 = (dz2 @ params["W2"].T) * mask * (z1 > 0)
    return {"W1": x.T @ dz1, "b1": dz1.sum(axis=0), "W2": d.T @ dz2, "b2": dz2.sum(axis=0)}


def log_loss(probs, y):
    return -np.mean(y * np.log(probs) + (1 - y) * np.log(1 - probs))


def train(params, x, y, p, lr, epochs, rng):
    if p < 0 or p >= 1:
        raise ValueError("p must lie in [0, 1)")
    params = {name: value.copy() for name, value in params.items()}
    history = {"train_loss": np.zeros(epochs), "test_loss": np.zeros(epochs), "params": params}
    for epoch in range(epochs):
        _, cache = forward(params, x[0], p, True, rng)
        grads = backward(params, cache, y[0])
        for name in params:
            params[name] -= lr * grads[name]
        for key, inputs, labels in zip(("train_loss", "test_loss"), x, y):
            history[key][epoch] = log_loss(forward(params, inputs, p, False, None)[0], labels)
    return history


def generalization_gap(history):
    return float(history["test_loss"][-1] - history["train_loss"][-1])
