"""Batch norm after dropout and before it: the stored variance, and the variance at evaluation."""

from __future__ import annotations

import numpy as np

from dropgrade.checks import expect_pair
from dropgrade.checks.failure import Array
from dropgrade.lab.bench import RATES, Bench
from dropgrade.lab.data_sets import data_set
from dropgrade.lab.experiments.experiment import Chart, Claim, Drawing, Experiment, Explaining, Found, Measured, Watch
from dropgrade.lab.figures.panels import ranges
from dropgrade.pictures.data import numbers

BEHIND, BEFORE = "dropout, then batch norm", "batch norm, then dropout"
CALLED = {BEHIND: "dropout_then_bn", BEFORE: "bn_then_dropout"}
UNITS = 50
NEAR = 0.05
LEAST = 0.01
"""The smallest variance of a unit that is measured: batch norm cannot normalise a constant."""


def measure(bench: Bench, seed: int, watch: Watch) -> Measured:
    """The variance at evaluation, over the units of a layer, at each rate, for both orders."""
    rng = np.random.default_rng(seed)
    x = hidden_units(rng)
    found = {name: np.empty(len(RATES)) for name in CALLED}
    for place, rate in enumerate(RATES):
        for name, function in CALLED.items():
            _, evaluated = expect_pair(bench.call(function, x, rate, rng))
            found[name][place] = numbers(evaluated, f"what `{function}` returns", x.shape).var(axis=0).mean()
            watch(name, place, found[name][place : place + 1])
    return found


def hidden_units(rng: np.random.Generator) -> Array:
    """The output of a hidden layer with fresh weights for the digits, without constant units."""
    images = data_set("digits").x
    h = np.maximum(images @ rng.normal(0, np.sqrt(2 / images.shape[1]), (images.shape[1], UNITS)), 0)
    kept: Array = h[:, h.var(axis=0) > LEAST]
    return kept


def conclude(measured: Measured) -> Found:
    """Both variances at p = 0.5."""
    behind, before = (measured[name].mean(axis=0) for name in CALLED)
    half = RATES.index(0.5)
    sentence = (
        f"At p = 0.5 the units have a variance of {behind[half]:.2f} at evaluation where batch norm comes after "
        f"dropout, and {before[half]:.2f} where it comes before. In training it is 1 after every batch norm."
    )
    groups = {name: measured[name][:, half] for name in CALLED}
    return Found(sentence, (ranges("Variance at evaluation, p = 0.5", "variance", groups),))


def margins(measured: Measured) -> tuple[Array, ...]:
    """By how much the variance falls from rate to rate after dropout, and how close it stays to 1 before it."""
    falls, near = -np.diff(measured[BEHIND], axis=1), NEAR - np.abs(measured[BEFORE] - 1)
    return (*falls.T, *near.T)


EXPERIMENT = Experiment(
    name="norm_shift",
    title="Batch norm after dropout",
    about=f"1,000 digits pass through a hidden layer of {UNITS} units with ReLU. Then come dropout and batch norm, "
    "in both orders. Batch norm keeps the variance that it meets in training; at evaluation nothing is dropped.",
    functions=tuple(CALLED.values()),
    chart=Chart("rate p", "variance at evaluation", RATES, tuple(CALLED), 1.2),
    question=Drawing(
        "In training, batch norm gives a variance of 1. Draw the variance at evaluation where it comes after dropout.",
        "variance at evaluation", BEHIND, RATES, 1.2,
    ),
    explaining=Explaining(
        (
            "At evaluation the values are larger, as none is dropped.",
            "The stored variance contains that of the coins, so at evaluation batch norm divides by too much.",
            "Batch norm does not store its mean.",
        ),
        1,
        "Dropout keeps the mean and adds variance, p / (1 - p) times the mean square of the unit: p11 and p15 work "
        "it out.",
    ),
    claim=Claim("After dropout the variance at evaluation falls as the rate grows; before it, it stays 1.", 1e-6, 40),
    article="Dropout and batch norm disturb each other; put dropout after batch norm.",
    data="The shift is large: after ReLU, units lie away from 0, and dropping one moves it far. In the other "
    "order there is none, until another batch norm follows.",
    source="Li et al. (2019), on theoretical analyses",
    measure=measure,
    conclude=conclude,
    margins=margins,
)  # fmt: skip
