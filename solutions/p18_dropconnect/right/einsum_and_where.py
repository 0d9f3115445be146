"""Sums over letters, survivors by `np.where`, the factor on the sums."""

import numpy as np


def dropconnect_forward(x, w, b, p, training, rng):
    if not (0.0 <= p < 1.0):
        raise ValueError(p)
    if not training:
        return np.einsum("ni,io->no", x, w) + b, None
    mask = rng.choice([True, False], size=w.shape, p=[1 - p, p])
    return np.einsum("ni,io->no", x, np.where(mask, w, 0)) / (1 - p) + b, mask


def dropconnect_backward(dy, x, w, mask, p):
    if not (0.0 <= p < 1.0):
        raise ValueError(p)
    scale = 1 if mask is None else 1 / (1 - p)
    alive = np.ones(w.shape, bool) if mask is None else np.asarray(mask, bool)
    dx = np.einsum("no,io->ni", dy, np.where(alive, w, 0)) * scale
    dw = np.where(alive, np.einsum("ni,no->io", x, dy), 0) * scale
    return dx, dw, np.einsum("no->o", dy)
