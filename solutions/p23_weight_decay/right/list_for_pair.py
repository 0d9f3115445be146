"""The pair as a list, betas and eps as constants, and a NumPy integer for t."""

import numpy as np

BETA1, BETA2, EPS = 0.9, 0.999, 1e-8


def sgd_l2_step(w, grad, lr, decay):
    return w * (1 - lr * decay) - lr * grad


def adamw_step(w, grad, state, lr, decay):
    t = np.int64(state[0] + 1)
    m = BETA1 * state[1] + (1 - BETA1) * grad
    v = BETA2 * state[2] + (1 - BETA2) * np.square(grad)
    m_hat, v_hat = m / float(1 - BETA1**t), v / float(1 - BETA2**t)
    new = w - lr * (m_hat / (np.sqrt(v_hat) + EPS)) - lr * decay * w
    return [new, (t, m, v)]
