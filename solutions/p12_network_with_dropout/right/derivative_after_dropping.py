"""A mask in single precision that holds the factor; on the way back, what was dropped is what is not positive."""

import numpy as np


def forward(params, x, p, training, rng):
    if p < 0 or p >= 1:
        raise ValueError("p is no rate of dropping")
    d = np.maximum(0, x.dot(params["W1"]) + params["b1"])
    mask = np.ones_like(d)
    if training:
        mask = rng.choice([0, 1], size=d.shape, p=[p, 1 - p]).astype(np.float32) * (1 / (1 - p))
        d = d * mask
    z2 = d.dot(params["W2"]) + params["b2"]
    probs = np.where(z2 >= 0, 1 / (1 + np.exp(-np.abs(z2))), np.exp(-np.abs(z2)) / (1 + np.exp(-np.abs(z2))))
    return [probs, {"x": x, "d": d, "mask": mask, "probs": probs}]


def backward(params, cache, y):
    N = y.shape[0]
    delta = (cache["probs"] - y) / N
    grads = {"W2": cache["d"].T.dot(delta), "b2": np.sum(delta, axis=0)}
    delta = delta.dot(params["W2"].T) * cache["mask"]
    delta[cache["d"] <= 0] = 0
    grads["W1"] = cache["x"].T.dot(delta)
    grads["b1"] = np.sum(delta, axis=0)
    return grads
