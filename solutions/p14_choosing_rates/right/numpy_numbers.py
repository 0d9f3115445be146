"""NumPy for all three, with high rates."""

import numpy as np

KINDS = ["input", "convolution", "hidden", "transformer", "output"]
HIGH = np.array([0.2, 0.3, 0.5, 0.3, 0.0])


def check(p):
    if not 0 <= p < 1:
        raise ValueError("a rate lies in [0, 1)")


def widened_units(n, p):
    check(p)
    return np.ceil(np.round(n / (1 - p), 9)).astype(int)


def layer_rates(kinds):
    return [float(HIGH[KINDS.index(kind)]) for kind in kinds]


def annealed_rate(step, steps, p_max):
    check(p_max)
    if min(step, steps - 1) < 0:
        raise ValueError("a step before the first")
    return np.clip(p_max - p_max * step / steps, 0, p_max)
