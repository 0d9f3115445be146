"""Coins are thrown only for units that the ReLU lets through: where h is 0 there is nothing to drop."""

import numpy as np


def forward(params, x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    z1 = x @ params["W1"] + params["b1"]
    slope = (z1 > 0).astype(float)
    if training:
        live = slope > 0
        slope[live] = rng.choice([0.0, 1 / (1 - p)], size=live.sum(), p=[p, 1 - p])
    d = z1 * slope
    logits = d.dot(params["W2"]) + params["b2"]
    probs = np.exp(-np.logaddexp(0, -logits))
    return probs, (x, slope, d, probs)


def backward(params, cache, y):
    x, slope, d, probs = cache
    dz2 = (probs - y) / y.size
    dz1 = dz2.dot(params["W2"].T) * slope
    return dict(W1=x.T.dot(dz1), b1=dz1.sum(0), W2=d.T.dot(dz2), b2=dz2.sum(0))
