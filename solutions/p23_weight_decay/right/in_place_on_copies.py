"""In-place arithmetic, on copies."""

import numpy as np


def sgd_l2_step(w, grad, lr, decay):
    new = w.copy()
    new -= lr * grad
    new -= lr * decay * w
    return new


def adamw_step(w, grad, state, lr, decay):
    t, m, v = state
    t, m, v, new = t + 1, m.copy(), v.copy(), w.copy()
    m *= 0.9
    m += 0.1 * grad
    v *= 0.999
    v += 0.001 * np.square(grad)
    m_hat = m / (1 - 0.9**t)
    v_hat = v / (1 - 0.999**t)
    new -= lr * m_hat / (v_hat**0.5 + 1e-8)
    new -= lr * decay * w
    return new, (t, m, v)
