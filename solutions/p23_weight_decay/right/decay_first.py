"""The weights shrink first, as in PyTorch; the corrections go into the step size and eps."""

import numpy as np


def sgd_l2_step(w, grad, lr, decay):
    return (1 - lr * decay) * w - lr * grad


def adamw_step(w, grad, state, lr, decay):
    count, average, square = state
    count = count + 1
    average = average + (1 - 0.9) * (grad - average)
    square = square + (1 - 0.999) * (grad * grad - square)
    shrunk = w * (1 - lr * decay)
    root = float(np.sqrt(1 - 0.999**count))
    size = lr * root / (1 - 0.9**count)
    return shrunk - size * average / (np.sqrt(square) + 1e-8 * root), (count, average, square)
