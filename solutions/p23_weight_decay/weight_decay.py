"""Weight decay: the reference."""

import numpy as np

BETA1, BETA2, EPS = 0.9, 0.999, 1e-8


def sgd_l2_step(w, grad, lr, decay):
    """Return w after a step along the gradient of the loss plus decay / 2 times the squared weights.

    Loshchilov and Hutter (2019), section 2: for gradient descent the penalty is weight decay.
    """
    return w - lr * (grad + decay * w)


def adamw_step(w, grad, state, lr, decay):
    """Return (w, state) after a step of Adam, with a decay that the moments know nothing of.

    Loshchilov and Hutter (2019), Algorithm 2, with lr in place of their schedule on the decay.
    """
    t, m, v = state
    t += 1
    m = BETA1 * m + (1 - BETA1) * grad
    v = BETA2 * v + (1 - BETA2) * grad**2
    step = (m / (1 - BETA1**t)) / (np.sqrt(v / (1 - BETA2**t)) + EPS)
    return w - lr * (step + decay * w), (t, m, v)
