"""p as the chance of keeping, and no factor on the way back."""

import numpy as np


def forward(params, x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    z1 = x @ params["W1"] + params["b1"]
    h = np.maximum(z1, 0)
    mask = None
    d = h
    if training:
        mask = rng.random(h.shape) < p
        d = h * mask / p if p > 0 else h
    z2 = d @ params["W2"] + params["b2"]
    probs = 1 / (1 + np.exp(-z2))
    cache = {"x": x, "z1": z1, "h": h, "mask": mask, "p": p, "d": d, "probs": probs}
    return probs, cache


def backward(params, cache, y):
    dz2 = (cache["probs"] - y) / len(y)
    dW2 = cache["d"].T @ dz2
    db2 = dz2.sum(axis=0)
    dh = dz2 @ params["W2"].T
    if cache["mask"] is not None:
        dh = dh * cache["mask"]
    dz1 = dh * (cache["z1"] > 0)
    dW1 = cache["x"].T @ dz1
    db1 = dz1.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
