"""Every factor in single precision, also within a double result."""

import numpy as np


def sgd_l2_step(w, grad, lr, decay):
    return (w - np.float32(lr) * (grad + np.float32(decay) * w)).astype(w.dtype)


def adamw_step(w, grad, state, lr, decay):
    t, m, v = state
    t = t + 1
    m = np.float32(0.9) * m + np.float32(0.1) * grad
    v = np.float32(0.999) * v + np.float32(0.001) * grad**2
    mh = m / np.float32(1 - 0.9**t)
    vh = v / np.float32(1 - 0.999**t)
    return (w - np.float32(lr) * (mh / (np.sqrt(vh) + np.float32(1e-8)) + np.float32(decay) * w)).astype(w.dtype), (
        t,
        m.astype(w.dtype),
        v.astype(w.dtype),
    )
