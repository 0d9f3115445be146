"""Adam with an L2 penalty, and m and v as they are."""

import numpy as np


def sgd_l2_step(w, grad, lr, decay):
    return w - lr * (grad + decay * w)


def adamw_step(w, grad, state, lr, decay):
    t, m, v = state
    t = t + 1
    grad = grad + decay * w
    m = 0.9 * m + 0.1 * grad
    v = 0.999 * v + 0.001 * grad**2
    new_w = w - lr * m / (np.sqrt(v) + 1e-8)
    return new_w, (t, m, v)
