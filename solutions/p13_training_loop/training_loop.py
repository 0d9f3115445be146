"""A training loop: the reference."""

import numpy as np


def forward(params, x, p, training, rng):
    """Return (probs, cache) of the network of p12."""
    z1 = x @ params["W1"] + params["b1"]
    h = np.maximum(z1, 0)
    mask = np.ones(h.shape)
    factor = 1.0
    if training:
        mask = rng.random(h.shape) >= p
        factor = 1 / (1 - p)
    d = h * mask * factor
    z2 = d @ params["W2"] + params["b2"]
    probs = 1 / (1 + np.exp(-z2))
    return probs, (x, z1, mask, factor, d, probs)


def backward(params, cache, y):
    """Return the gradients of the mean log loss."""
    x, z1, mask, factor, d, probs = cache
    dz2 = (probs - y) / len(y)
    dh = dz2 @ params["W2"].T
    dh = dh * mask
    dh = dh * factor
    dz1 = dh * (z1 > 0)
    return {"W1": x.T @ dz1, "b1": dz1.sum(axis=0), "W2": d.T @ dz2, "b2": dz2.sum(axis=0)}


def log_loss(probs, y):
    """Return the mean log loss."""
    ones = y * np.log(probs + 1e-12)
    zeros = (1 - y) * np.log(1 - probs + 1e-12)
    return -np.mean(ones + zeros)


def train(params, x, y, p, lr, epochs, rng):
    """Return the history of gradient descent with dropout, measured without it.

    Srivastava et al. (2014), section 5.1.
    """
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    x_train, x_test = x
    y_train, y_test = y
    params = {name: value.copy() for name, value in params.items()}
    train_loss, test_loss = [], []
    for epoch in range(epochs):
        probs, cache = forward(params, x_train, p, True, rng)
        grads = backward(params, cache, y_train)
        for name in params:
            params[name] = params[name] - lr * grads[name]
        on_train, _ = forward(params, x_train, p, False, rng)
        on_test, _ = forward(params, x_test, p, False, rng)
        train_loss.append(log_loss(on_train, y_train))
        test_loss.append(log_loss(on_test, y_test))
    return {"train_loss": train_loss, "test_loss": test_loss, "params": params}


def generalization_gap(history):
    """Return the test loss minus the training loss after the last epoch.

    Goodfellow, Bengio and Courville (2016), section 5.2.
    """
    test = history["test_loss"][-1]
    train = history["train_loss"][-1]
    return test - train
