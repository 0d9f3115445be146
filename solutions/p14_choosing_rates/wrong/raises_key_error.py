"""The table itself complains, with a KeyError. The statement asks for a ValueError, which says that what was handed
in is wrong.
"""

import math


def widened_units(n, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return math.ceil(n / (1 - p))


def layer_rates(kinds):
    table = {"input": 0.2, "convolution": 0.2, "hidden": 0.5, "transformer": 0.1, "output": 0.0}
    return [table[kind] for kind in kinds]


def annealed_rate(step, steps, p_max):
    if not 0 <= p_max < 1:
        raise ValueError("p_max must lie in [0, 1)")
    if step < 0 or steps < 1:
        raise ValueError("bad step")
    if step > steps:
        return 0.0
    return p_max * (1 - step / steps)
