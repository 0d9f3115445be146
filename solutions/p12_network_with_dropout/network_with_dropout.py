"""A network with dropout: the reference."""

import numpy as np


def forward(params, x, p, training, rng):
    """Return (probs, cache) of a two-layer network with inverted dropout on its hidden units.

    Srivastava et al. (2014), section 4, with the factor of section 10.
    """
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    z1 = x @ params["W1"] + params["b1"]
    h = np.maximum(z1, 0)
    d = h
    mask = None
    factor = 1 / (1 - p)
    if training:
        mask = rng.random(h.shape) >= p
        d = h * mask * factor
    z2 = d @ params["W2"] + params["b2"]
    probs = 1 / (1 + np.exp(-z2))
    cache = {"x": x, "z1": z1, "h": h, "mask": mask, "factor": factor, "d": d, "probs": probs}
    return probs, cache


def backward(params, cache, y):
    """Return the gradients of the mean log loss, through the units that survived.

    Srivastava et al. (2014), section 5.1: backpropagation in the thinned network.
    """
    dz2 = (cache["probs"] - y) / len(y)
    dw2 = cache["d"].T @ dz2
    db2 = dz2.sum(axis=0)
    dh = dz2 @ params["W2"].T
    if cache["mask"] is not None:
        dh = dh * cache["mask"] * cache["factor"]
    dz1 = dh * (cache["z1"] > 0)
    dw1 = cache["x"].T @ dz1
    db1 = dz1.sum(axis=0)
    return {"W1": dw1, "b1": db1, "W2": dw2, "b2": db2}
