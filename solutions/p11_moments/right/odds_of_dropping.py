"""The odds p / (1 - p) times the square, in float64 and cast back."""

import numpy as np


def odds(p):
    if not 0 <= p < 1:
        raise ValueError("p has to lie in [0, 1)")
    return 1 / (1 - p) - 1


def output_mean(x, p):
    odds(p)
    return np.array(x)


def output_variance(x, p):
    return (odds(p) * np.square(x.astype(np.float64))).astype(x.dtype)
