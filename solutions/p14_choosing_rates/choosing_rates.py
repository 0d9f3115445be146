"""Choosing rates: the reference."""

import numpy as np


def widened_units(n, p):
    """Return how many units a layer needs so that at least n are left on average.

    Srivastava et al. (2014), appendix A.1: at least n / p units, where their p is the probability of keeping.
    """
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    units = n / (1 - p)
    units = np.ceil(units)
    return int(units)


def layer_rates(kinds):
    """Return a rate for each layer, in the order of kinds."""
    table = {
        "input": 0.1,
        "convolution": 0.2,
        "hidden": 0.5,
        "transformer": 0.1,
        "output": 0.0,
    }
    rates = []
    for kind in kinds:
        if kind not in table:
            raise ValueError(f"unknown kind {kind}")
        rate = table[kind]
        rates.append(rate)
    return rates


def annealed_rate(step, steps, p_max):
    """Return the rate at a step, which falls along a straight line to 0.

    Rennie, Goel and Thomas (2014): from a high rate to none over the course of training.
    """
    if not 0 <= p_max < 1:
        raise ValueError("p_max must lie in [0, 1)")
    if step < 0 or steps < 1:
        raise ValueError("step must be at least 0 and steps at least 1")
    left = 1 - step / steps
    if step > steps:
        left = 0
    return p_max * left
