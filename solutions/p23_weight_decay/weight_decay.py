"""Weight decay: the reference."""

import numpy as np


def sgd_l2_step(w, grad, lr, decay):
    """Return w after a step along the gradient of the loss plus decay / 2 times the squared weights.

    Loshchilov and Hutter (2019), section 2: for gradient descent the penalty is weight decay.
    """
    penalty = decay * w
    return w - lr * (grad + penalty)


def adamw_step(w, grad, state, lr, decay):
    """Return (w, state) after a step of Adam, with a decay that the moments know nothing of.

    Loshchilov and Hutter (2019), Algorithm 2, with lr in place of their schedule on the decay.
    """
    t, m, v = state
    t = t + 1
    m = 0.9 * m + 0.1 * grad
    v = 0.999 * v + 0.001 * grad**2
    m_hat = m / (1 - 0.9**t)
    v_hat = v / (1 - 0.999**t)
    step = m_hat / (np.sqrt(v_hat) + 1e-8)
    shrink = decay * w
    new_w = w - lr * (step + shrink)
    return new_w, (t, m, v)
