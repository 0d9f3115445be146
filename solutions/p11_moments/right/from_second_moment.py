"""E[out^2] - E[out]^2, step by step."""

import numpy as np


def output_mean(x, p):
    if p < 0 or p >= 1:
        raise ValueError(f"bad rate {p}")
    keep = 1 - p
    return np.multiply(x, keep) / keep


def output_variance(x, p):
    mean = output_mean(x, p)
    keep = 1 - p
    return keep * (x / keep) ** 2 - mean**2
