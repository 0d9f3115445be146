"""One sample after the other, gradients added up; the loss is differentiated step by step, the sigmoid apart."""

import numpy as np


def forward(params, x, p, training, rng):
    if not (0 <= p < 1):
        raise ValueError("no probability of dropping")
    probs, steps = [], []
    for row in x:
        h = row @ params["W1"] + params["b1"]
        h[h < 0] = 0
        coins = [float(rng.uniform() >= p) / (1 - p) if training else 1.0 for _ in h]
        d = h * np.array(coins)
        q = 1 / (1 + np.exp(-(d @ params["W2"] + params["b2"])))
        probs.append(q)
        steps.append([row, h, coins, d, q])
    return np.array(probs), steps


def backward(params, cache, y):
    grads = {name: np.zeros_like(value) for name, value in params.items()}
    for (row, h, coins, d, q), label in zip(cache, y):
        dq = ((1 - label) / (1 - q) - label / q) / len(y)
        dz2 = dq * q * (1 - q)
        dz1 = params["W2"][:, 0] * dz2 * np.array(coins) * np.sign(h)
        grads["W1"] += np.outer(row, dz1)
        grads["b1"] += dz1
        grads["W2"] += np.outer(d, dz2)
        grads["b2"] += dz2
    return grads
