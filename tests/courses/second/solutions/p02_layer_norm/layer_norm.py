"""Layer norm: the reference."""

import numpy as np


def layer_norm(x, gain, bias, eps=1e-5):
    """Return the normalised rows, and what the way back needs."""
    centred = x - x.mean(axis=-1, keepdims=True)
    var = (centred**2).mean(axis=-1, keepdims=True)
    std = np.sqrt(var + eps)
    normed = centred / std
    return normed * gain + bias, (normed, std, gain)


def layer_norm_backward(dout, cache):
    """Return the gradients of x, gain and bias."""
    normed, std, gain = cache
    g = dout * gain
    of_mean = g.mean(axis=-1, keepdims=True)
    of_var = normed * (g * normed).mean(axis=-1, keepdims=True)
    dx = (g - of_mean - of_var) / std
    dgain = (dout * normed).sum(axis=0)
    dbias = dout.sum(axis=0)
    return dx, dgain, dbias
