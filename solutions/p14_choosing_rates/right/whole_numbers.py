"""Widths by fractions, rates by a match, the schedule by np.interp."""

from fractions import Fraction

import numpy as np


def widened_units(n, p):
    if p < 0 or p >= 1:
        raise ValueError(p)
    keep = 1 - Fraction(str(p))
    return -(-n * keep.denominator // keep.numerator)


def rate_of(kind):
    match kind:
        case "input":
            return 0.15
        case "convolution" | "transformer":
            return 0.3
        case "hidden":
            return 0.25
        case "output":
            return 0
    raise ValueError(f"what is {kind}?")


def layer_rates(kinds):
    return np.array([rate_of(kind) for kind in kinds])


def annealed_rate(step, steps, p_max):
    if p_max < 0 or p_max >= 1 or step < 0 or steps <= 0:
        raise ValueError
    return np.interp(step, [0, steps], [p_max, 0])
