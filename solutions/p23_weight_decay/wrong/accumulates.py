"""It looks as if the new gradient enters m and v with its full weight, without 1 - beta. They are then sums
and not averages, ten and a thousand times as large in the long run, and the corrections no longer fit.
"""

import numpy as np


def sgd_l2_step(w, grad, lr, decay):
    return w - lr * (grad + decay * w)


def adamw_step(w, grad, state, lr, decay):
    t, m, v = state
    t = t + 1
    m = 0.9 * m + grad
    v = 0.999 * v + grad**2
    m_hat = m / (1 - 0.9**t)
    v_hat = v / (1 - 0.999**t)
    new_w = w - lr * (m_hat / (np.sqrt(v_hat) + 1e-8) + decay * w)
    return new_w, (t, m, v)
