"""Everything in double precision, and back."""

import numpy as np


def sgd_l2_step(w, grad, lr, decay):
    big = np.asarray(w, np.float64)
    return np.subtract(big, lr * np.add(grad, np.multiply(decay, big))).astype(w.dtype)


def adamw_step(w, grad, state, lr, decay):
    steps, *moments = state
    m, v = (np.asarray(a, np.float64) for a in moments)
    steps += 1
    m = m + 0.1 * (grad - m)
    v = np.average([v, grad.astype(np.float64) ** 2], axis=0, weights=[0.999, 0.001])
    update = (m / (1 - 0.9**steps)) / (np.sqrt(v / (1 - 0.999**steps)) + 1e-8)
    new = w - lr * update - lr * decay * w
    return new.astype(w.dtype), (steps, m.astype(w.dtype), v.astype(w.dtype))
