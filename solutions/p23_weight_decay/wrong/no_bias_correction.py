"""It looks as if m and v are used as they are. Both start at zero and are far too small at first; as v lags
behind more than m does, the first steps come out about three times as long as they should be.
"""

import numpy as np


def sgd_l2_step(w, grad, lr, decay):
    return w - lr * (grad + decay * w)


def adamw_step(w, grad, state, lr, decay):
    t, m, v = state
    t = t + 1
    m = 0.9 * m + 0.1 * grad
    v = 0.999 * v + 0.001 * grad**2
    new_w = w - lr * (m / (np.sqrt(v) + 1e-8) + decay * w)
    return new_w, (t, m, v)
