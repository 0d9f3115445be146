"""The moments of dropout as a picture: the mean stays, and the variance grows without bound as p comes near 1."""

import numpy as np

from dropgrade.pictures.data import curve, numbers

X, COINS = 1.5, 4000
RATES = np.linspace(0.0, 0.9, 46)


def picture(student, rng):
    """Both formulas for one entry over all rates, and what coins give at some of them."""
    x = np.array([X])
    mean = np.array([asked(student.output_mean, x, p) for p in RATES])
    deviation = np.sqrt(np.maximum([asked(student.output_variance, x, p) for p in RATES], 0))
    some = RATES[5::5]
    draws = np.stack([X * (rng.random(COINS) >= p) / (1 - p) for p in some])
    axes = {"x_axis": "p", "y_axis": "output"}
    measured = f"measured, {COINS:,} coins"
    return [
        curve(f"Mean of the output for x = {X}", RATES, {"output_mean": mean}, **axes,
              band=("± 1 standard deviation", mean - deviation, mean + deviation),
              points=(measured, some, draws.mean(axis=1))),
        curve(f"Standard deviation of the output for x = {X}", RATES, {"root of output_variance": deviation}, **axes,
              points=(measured, some, draws.std(axis=1))),
    ]  # fmt: skip


def asked(function, x, p):
    """What a function gives for one entry, where it can be drawn."""
    return float(numbers(function(x, float(p)), "what it returns", x.shape)[0])
