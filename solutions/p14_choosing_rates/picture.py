"""Rates as a picture: how much wider a layer has to be, what each kind of layer drops, and how a rate is annealed."""

import numpy as np

from dropgrade.checks import expect_that
from dropgrade.pictures.data import bars, curve, numbers

KINDS = ("input", "convolution", "hidden", "transformer", "output")
UNITS, STEPS = 100, 50


def picture(student, p):
    """The rates of all kinds of layers, widths over p, and p annealed to 0."""
    rates = student.layer_rates(list(KINDS))
    rates = list(rates) if isinstance(rates, np.ndarray) and rates.ndim == 1 else rates
    held = isinstance(rates, list | tuple) and len(rates) == len(KINDS)
    expect_that(held, what="what `layer_rates` returns", observed=rates, expected=f"a list of {len(KINDS)} rates")
    over = np.linspace(0.0, 0.9, 46)
    widths = np.array([asked(student.widened_units, UNITS, float(rate)) for rate in over])
    steps = np.arange(STEPS + STEPS // 5 + 1)
    annealed = np.array([asked(student.annealed_rate, int(step), STEPS, p) for step in steps])
    return [
        bars("layer_rates", dict(zip(KINDS, rates, strict=True)), axis="p"),
        curve(f"Units that leave {UNITS} on average", over, {"widened_units": widths}, x_axis="p", y_axis="units"),
        curve(f"p = {p:g} annealed over {STEPS} steps", steps, {"annealed_rate": annealed}, x_axis="step", y_axis="p"),
    ]


def asked(function, *args):
    """The number that a function gives, where it can be drawn."""
    return float(numbers(function(*args), "what it returns", ()))
