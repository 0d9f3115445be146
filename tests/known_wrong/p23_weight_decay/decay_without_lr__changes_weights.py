"""The weights shrink in place, by the share decay."""

import numpy as np


def sgd_l2_step(w, grad, lr, decay):
    return w - lr * grad - decay * w


def adamw_step(w, grad, state, lr, decay):
    t, m, v = state
    w -= decay * w
    t = t + 1
    m = 0.9 * m + 0.1 * grad
    v = 0.999 * v + 0.001 * grad**2
    m_hat = m / (1 - 0.9**t)
    v_hat = v / (1 - 0.999**t)
    new_w = w - lr * m_hat / (np.sqrt(v_hat) + 1e-8)
    return new_w, (t, m, v)
