"""It looks as if the penalty, one number, is added to every entry of the gradient. What moves the weights is
the penalty's derivative by each of them.
"""

import numpy as np


def sgd_l2_step(w, grad, lr, decay):
    return w - lr * (grad + decay / 2 * np.sum(w**2))


def adamw_step(w, grad, state, lr, decay):
    t, m, v = state
    t = t + 1
    m = 0.9 * m + 0.1 * grad
    v = 0.999 * v + 0.001 * grad**2
    m_hat = m / (1 - 0.9**t)
    v_hat = v / (1 - 0.999**t)
    new_w = w - lr * (m_hat / (np.sqrt(v_hat) + 1e-8) + decay / 2 * np.sum(w**2))
    return new_w, (t, m, v)
