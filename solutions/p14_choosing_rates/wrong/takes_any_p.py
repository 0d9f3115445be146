"""It looks as if p or p_max outside [0, 1) is accepted. At p = 1 no width is large enough, and above it
your width is negative: such a rate is a mistake of the caller's, who should hear of it.
"""

import math


def widened_units(n, p):
    if p == 1:
        return n
    return math.ceil(n / (1 - p))


def layer_rates(kinds):
    table = {"input": 0.1, "convolution": 0.2, "hidden": 0.5, "transformer": 0.1, "output": 0.0}
    rates = []
    for kind in kinds:
        if kind not in table:
            raise ValueError(f"unknown kind {kind}")
        rates.append(table[kind])
    return rates


def annealed_rate(step, steps, p_max):
    if step < 0 or steps < 1:
        raise ValueError("bad step")
    if step > steps:
        return 0.0
    return p_max * (1 - step / steps)
