"""One weight after another, over flat views."""

import math

import numpy as np


def sgd_l2_step(w, grad, lr, decay):
    new = np.empty_like(w)
    for i in np.ndindex(w.shape):
        new[i] = w[i] - lr * (grad[i] + decay * w[i])
    return new


def adamw_step(w, grad, state, lr, decay):
    t, m, v = state
    t = t + 1
    new_w, new_m, new_v = np.empty_like(w), np.empty_like(m), np.empty_like(v)
    for i in np.ndindex(w.shape):
        new_m[i] = 0.9 * m[i] + 0.1 * grad[i]
        new_v[i] = 0.999 * v[i] + 0.001 * grad[i] ** 2
        m_hat = new_m[i] / (1 - 0.9**t)
        v_hat = new_v[i] / (1 - 0.999**t)
        new_w[i] = w[i] - lr * (m_hat / (math.sqrt(v_hat) + 1e-8) + decay * w[i])
    return new_w, (t, new_m, new_v)
