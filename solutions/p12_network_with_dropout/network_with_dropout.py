"""A network with dropout: the reference."""

import numpy as np


def forward(params, x, p, training, rng):
    """Return (probs, cache) of a two-layer network with inverted dropout on its hidden units.

    Srivastava et al. (2014), section 4, with the factor of section 10.
    """
    if not 0 <= p < 1:
        raise ValueError(f"p is {p}; it must lie in [0, 1)")
    z1 = x @ params["W1"] + params["b1"]
    factor = (rng.random(z1.shape) >= p) / (1 - p) if training else np.ones_like(z1)
    d = np.maximum(z1, 0) * factor
    probs = 1 / (1 + np.exp(-(d @ params["W2"] + params["b2"])))
    return probs, (x, z1 > 0, factor, d, probs)


def backward(params, cache, y):
    """Return the gradients of the mean log loss, through the units that survived.

    Srivastava et al. (2014), section 5.1: backpropagation in the thinned network.
    """
    x, active, factor, d, probs = cache
    dz2 = (probs - y) / len(y)
    dz1 = dz2 @ params["W2"].T * factor * active
    return {"W1": x.T @ dz1, "b1": dz1.sum(axis=0), "W2": d.T @ dz2, "b2": dz2.sum(axis=0)}
