"""A width counted up, low rates as a tuple, and what is left of the way."""


def widened_units(n, p):
    if not (p >= 0 and p < 1):
        raise ValueError("p")
    units = n
    while units < n / (1 - p):
        units += 1
    return units


def layer_rates(kinds):
    low = dict(input=0.1, convolution=0.1, hidden=0.2, transformer=0.1, output=0.0)
    try:
        return tuple(low[kind] for kind in kinds)
    except KeyError as error:
        raise ValueError(str(error)) from None


def annealed_rate(step, steps, p_max):
    if not 0 <= p_max < 1 or step < 0 or not steps > 0:
        raise ValueError("bad schedule")
    left = max(steps - step, 0)
    return left * p_max / steps
