"""A training loop: the reference."""

import numpy as np


def forward(params, x, p, training, rng):
    """Return (active, d, probs) of a network whose hidden units are multiplied by factor."""
    z1 = x @ params["W1"] + params["b1"]
    h = np.maximum(z1, 0)
    mask = None
    d = h
    if training:
        mask = rng.random(h.shape) >= p
        d = h * mask / (1 - p)
    probs = 1 / (1 + np.exp(-(d @ params["W2"] + params["b2"])))
    return probs, (x, z1, mask, p, d, probs)


def backward(params, cache, y):
    x, z1, mask, p, d, probs = cache
    dz2 = (probs - y) / len(y)
    dh = dz2 @ params["W2"].T
    if mask is not None:
        dh = dh * mask / (1 - p)
    dz1 = dh * (z1 > 0)
    return {"W1": x.T @ dz1, "b1": dz1.sum(axis=0), "W2": d.T @ dz2, "b2": dz2.sum(axis=0)}


def log_loss(probs, y):
    return -np.mean(y * np.log(probs + 1e-12) + (1 - y) * np.log(1 - probs + 1e-12))


def train(params, x, y, p, lr, epochs, rng):
    """Return the history of gradient descent with dropout, measured without it."""
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    x_train, x_test = x
    y_train, y_test = y
    params = {name: value.copy() for name, value in params.items()}
    train_losses, test_losses = [], []
    for epoch in range(epochs):
        probs, cache = forward(params, x_train, p, True, rng)
        grads = backward(params, cache, y_train)
        for name in params:
            params[name] = params[name] - lr * grads[name]
        train_losses.append(log_loss(forward(params, x_train, p, False, None)[0], y_train))
        test_losses.append(log_loss(forward(params, x_test, p, False, None)[0], y_test))
    return {"train_loss": train_losses, "test_loss": test_losses, "params": params}


def generalization_gap(history):
    """Return the test loss minus the training loss after the last epoch.

    Goodfellow, Bengio and Courville (2016), section 5.2.
    """
    return history["test_loss"][-1] - history["train_loss"][-1]
