"""Twice the decay, and each average with the other's beta."""

import numpy as np


def sgd_l2_step(w, grad, lr, decay):
    return w - lr * (grad + 2 * decay * w)


def adamw_step(w, grad, state, lr, decay):
    t, m, v = state
    t = t + 1
    m = 0.999 * m + 0.001 * grad
    v = 0.9 * v + 0.1 * grad**2
    m_hat = m / (1 - 0.999**t)
    v_hat = v / (1 - 0.9**t)
    new_w = w - lr * (m_hat / (np.sqrt(v_hat) + 1e-8) + 2 * decay * w)
    return new_w, (t, m, v)
