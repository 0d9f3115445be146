"""It looks as if masks are drawn and the moments measured. Two calls then give different numbers, and
neither is exact; both moments follow from p and x alone, without any coin.
"""

import numpy as np


def draws(x, p):
    mask = np.random.default_rng().random((2000, *x.shape)) >= p
    return (x * mask / (1 - p)).astype(x.dtype)


def output_mean(x, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return draws(x, p).mean(axis=0)


def output_variance(x, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return draws(x, p).var(axis=0)
