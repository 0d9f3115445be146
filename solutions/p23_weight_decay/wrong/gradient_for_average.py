"""It looks as if the newest gradient is divided by the root, where m_hat should be. That is RMSprop; m is
then carried along for nothing.
"""

import numpy as np


def sgd_l2_step(w, grad, lr, decay):
    return w - lr * (grad + decay * w)


def adamw_step(w, grad, state, lr, decay):
    t, m, v = state
    t = t + 1
    m = 0.9 * m + 0.1 * grad
    v = 0.999 * v + 0.001 * grad**2
    v_hat = v / (1 - 0.999**t)
    new_w = w - lr * (grad / (np.sqrt(v_hat) + 1e-8) + decay * w)
    return new_w, (t, m, v)
