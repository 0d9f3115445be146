"""It looks as if the weights, or the gradient, are changed in place, as by `w -= ...`. The caller's array is
then another than before, and whoever compares before and after compares an array with itself.
"""

import numpy as np


def sgd_l2_step(w, grad, lr, decay):
    w -= lr * (grad + decay * w)
    return w


def adamw_step(w, grad, state, lr, decay):
    t, m, v = state
    t = t + 1
    m = 0.9 * m + 0.1 * grad
    v = 0.999 * v + 0.001 * grad**2
    m_hat = m / (1 - 0.9**t)
    v_hat = v / (1 - 0.999**t)
    w -= lr * (m_hat / (np.sqrt(v_hat) + 1e-8) + decay * w)
    return w, (t, m, v)
