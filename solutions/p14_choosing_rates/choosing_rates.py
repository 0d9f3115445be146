"""Choosing rates: the reference."""

import math

RATES = {"input": 0.2, "convolution": 0.2, "hidden": 0.5, "transformer": 0.1, "output": 0.0}
"""Hinton et al. (2012) for inputs and hidden layers, Vaswani et al. (2017), section 5.4, for transformers."""


def check_rate(p):
    """Refuse what is no probability of dropping."""
    if not 0 <= p < 1:
        raise ValueError(f"the rate is {p}; it must lie in [0, 1)")


def widened_units(n, p):
    """Return how many units a layer needs so that at least n are left on average.

    Srivastava et al. (2014), appendix A.1: at least n / p units, where their p is the probability of keeping.
    """
    check_rate(p)
    return math.ceil(n / (1 - p))


def layer_rates(kinds):
    """Return a rate for each layer, in the order of kinds."""
    unknown = set(kinds) - set(RATES)
    if unknown:
        raise ValueError(f"no such kind of layer: {', '.join(unknown)}")
    return [RATES[kind] for kind in kinds]


def annealed_rate(step, steps, p_max):
    """Return the rate at a step, which falls along a straight line to 0.

    Rennie, Goel and Thomas (2014): from a high rate to none over the course of training.
    """
    check_rate(p_max)
    if step < 0 or steps < 1:
        raise ValueError(f"there is no step {step} of {steps}")
    return p_max * max(0.0, 1 - step / steps)
