"""It looks as if the coins fall on x @ W1, before the bias is added. A unit that was dropped then still passes
on its bias, and is not gone.
"""

import numpy as np


def forward(params, x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    a = x @ params["W1"]
    mask = None
    if training:
        mask = rng.random(a.shape) >= p
        a = a * mask / (1 - p)
    z1 = a + params["b1"]
    h = np.maximum(z1, 0)
    d = h
    z2 = d @ params["W2"] + params["b2"]
    probs = 1 / (1 + np.exp(-z2))
    cache = {"x": x, "z1": z1, "h": h, "mask": mask, "p": p, "d": d, "probs": probs}
    return probs, cache


def backward(params, cache, y):
    dz2 = (cache["probs"] - y) / len(y)
    dW2 = cache["d"].T @ dz2
    db2 = dz2.sum(axis=0)
    dh = dz2 @ params["W2"].T
    dz1 = dh * (cache["z1"] > 0)
    da = dz1
    if cache["mask"] is not None:
        da = dz1 * cache["mask"] / (1 - cache["p"])
    dW1 = cache["x"].T @ da
    db1 = dz1.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
