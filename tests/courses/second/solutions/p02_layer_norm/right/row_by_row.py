"""With a loop over the rows and the Jacobian of each."""

import numpy as np


def layer_norm(x, gain, bias, eps=1e-5):
    rows = [(row - row.mean()) / np.sqrt(row.var() + eps) for row in x]
    return np.array(rows) * gain + bias, [x, gain, eps]


def layer_norm_backward(dout, cache):
    x, gain, eps = cache
    d = x.shape[1]
    dx, normed = np.zeros_like(x), np.zeros_like(x)
    for n, row in enumerate(x):
        std = np.sqrt(row.var() + eps)
        normed[n] = (row - row.mean()) / std
        jacobian = (np.eye(d) - 1 / d - np.outer(normed[n], normed[n]) / d) / std
        dx[n] = jacobian @ (dout[n] * gain)
    return dx, (dout * normed).sum(0), dout.sum(0)
