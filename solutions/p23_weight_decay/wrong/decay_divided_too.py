"""It looks as if the decay joins m_hat before the division by sqrt(v_hat). m and v stay clean, but the decay
is rescaled all the same: weights with large gradients shrink less than others.
"""

import numpy as np


def sgd_l2_step(w, grad, lr, decay):
    return w - lr * (grad + decay * w)


def adamw_step(w, grad, state, lr, decay):
    t, m, v = state
    t = t + 1
    m = 0.9 * m + 0.1 * grad
    v = 0.999 * v + 0.001 * grad**2
    m_hat = m / (1 - 0.9**t)
    v_hat = v / (1 - 0.999**t)
    new_w = w - lr * (m_hat + decay * w) / (np.sqrt(v_hat) + 1e-8)
    return new_w, (t, m, v)
