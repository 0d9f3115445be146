"""It looks as if every layer has the same rate. What suits a wide hidden layer takes too much of the data
at the input, and at the output it throws answers away.
"""

import math


def widened_units(n, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return math.ceil(n / (1 - p))


def layer_rates(kinds):
    for kind in kinds:
        if kind not in ("input", "convolution", "hidden", "transformer", "output"):
            raise ValueError(kind)
    return [0.5] * len(kinds)


def annealed_rate(step, steps, p_max):
    if not 0 <= p_max < 1:
        raise ValueError("p_max must lie in [0, 1)")
    if step < 0 or steps < 1:
        raise ValueError("bad step")
    if step > steps:
        return 0.0
    return p_max * (1 - step / steps)
