"""It looks as if the rates are percentages, 20 for 0.2. A rate is a probability and lies in [0, 1); dropout
would refuse yours.
"""

import math


def widened_units(n, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return math.ceil(n / (1 - p))


def layer_rates(kinds):
    table = {"input": 20, "convolution": 25, "hidden": 50, "transformer": 10, "output": 0}
    rates = []
    for kind in kinds:
        if kind not in table:
            raise ValueError(f"unknown kind {kind}")
        rates.append(table[kind])
    return rates


def annealed_rate(step, steps, p_max):
    if not 0 <= p_max < 1:
        raise ValueError("p_max must lie in [0, 1)")
    if step < 0 or steps < 1:
        raise ValueError("bad step")
    if step > steps:
        return 0.0
    return p_max * (1 - step / steps)
