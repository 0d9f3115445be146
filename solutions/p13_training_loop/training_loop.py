"""A training loop: the reference."""

import numpy as np


def forward(params, x, factor):
    """Return (active, d, probs) of a network whose hidden units are multiplied by factor."""
    z1 = x @ params["W1"] + params["b1"]
    d = np.maximum(z1, 0) * factor
    return z1 > 0, d, 1 / (1 + np.exp(-(d @ params["W2"] + params["b2"])))


def loss(params, x, y):
    """Return the mean log loss without dropout."""
    probs = forward(params, x, 1.0)[2]
    return float(-np.mean(y * np.log(probs + 1e-12) + (1 - y) * np.log(1 - probs + 1e-12)))


def gradients(params, x, y, factor):
    """Return the gradients of the mean log loss in the thinned network.

    Srivastava et al. (2014), section 5.1.
    """
    active, d, probs = forward(params, x, factor)
    dz2 = (probs - y) / len(y)
    dz1 = dz2 @ params["W2"].T * factor * active
    return {"W1": x.T @ dz1, "b1": dz1.sum(axis=0), "W2": d.T @ dz2, "b2": dz2.sum(axis=0)}


def train(params, x, y, p, lr, epochs, rng):
    """Return the history of gradient descent with dropout, measured without it."""
    if not 0 <= p < 1:
        raise ValueError(f"p is {p}; it must lie in [0, 1)")
    history = {"train_loss": [], "test_loss": []}
    for _ in range(epochs):
        factor = (rng.random((len(x[0]), len(params["b1"]))) >= p) / (1 - p)
        grads = gradients(params, x[0], y[0], factor)
        params = {name: params[name] - lr * grads[name] for name in params}
        history["train_loss"].append(loss(params, x[0], y[0]))
        history["test_loss"].append(loss(params, x[1], y[1]))
    return {**history, "params": params}


def generalization_gap(history):
    """Return the test loss minus the training loss after the last epoch.

    Goodfellow, Bengio and Courville (2016), section 5.2.
    """
    return history["test_loss"][-1] - history["train_loss"][-1]
