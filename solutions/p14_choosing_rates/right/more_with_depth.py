"""Rates that grow with the depth of a layer, all within the ranges, and whole-number arithmetic for the width."""

import numpy as np

RANGES = {
    "input": (0.1, 0.2),
    "convolution": (0.1, 0.3),
    "hidden": (0.2, 0.5),
    "transformer": (0.1, 0.3),
    "output": (0, 0),
}


def widened_units(n, p):
    if not (0.0 <= p and p < 1.0):
        raise ValueError("p should be in [0, 1)")
    needed = n / (1.0 - p)
    units = int(needed)
    return units + 1 if units < needed else units


def layer_rates(kinds):
    for kind in kinds:
        if kind not in RANGES:
            raise ValueError("unknown layer: " + kind)
    depths = np.linspace(0, 1, len(kinds))
    lows = np.array([RANGES[kind][0] for kind in kinds], dtype=float)
    highs = np.array([RANGES[kind][1] for kind in kinds], dtype=float)
    return list(lows + depths * (highs - lows))


def annealed_rate(step, steps, p_max):
    if p_max < 0 or p_max >= 1:
        raise ValueError("p_max should be in [0, 1)")
    if steps < 1:
        raise ValueError("no steps")
    if step < 0:
        raise ValueError("negative step")
    return max(0.0, p_max * (steps - step) / steps)
