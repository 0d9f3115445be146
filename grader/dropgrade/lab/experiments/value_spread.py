"""Activations before and after: the mean stays, the spread grows."""

from __future__ import annotations

import numpy as np

from dropgrade.checks.failure import Array
from dropgrade.lab.bench import RATES, Bench
from dropgrade.lab.experiments.experiment import Chart, Claim, Drawing, Experiment, Explaining, Found, Measured, Watch
from dropgrade.lab.figures.figure import dropped
from dropgrade.lab.figures.panels import Lines, line, over_seeds
from dropgrade.pictures.data import histogram, numbers

COINS = 4000
NEAR = 0.3
"""The tolerance of one seed's mean: six standard deviations at p = 0.9."""
MEAN, VARIANCE, FORMULA, AFTER = "mean", "variance", "formula (p11)", "after, p = 0.5"


def measure(bench: Bench, seed: int, watch: Watch) -> Measured:
    """The mean and the variance of units of 1 under dropout, at each rate, and the variance by the formula."""
    rng, x = np.random.default_rng(seed), np.ones(COINS)
    found = {name: np.empty(len(RATES)) for name in (MEAN, VARIANCE, FORMULA)}
    for place, rate in enumerate(RATES):
        out = dropped(bench, "inverted_dropout", x, rate, rng)
        formula = numbers(bench.call("output_variance", x[:1], rate), "what `output_variance` returns", (1,))
        for name, value in zip((MEAN, VARIANCE, FORMULA), (out.mean(), out.var(), formula[0]), strict=True):
            found[name][place] = value
        watch(MEAN, place, found[MEAN][place : place + 1])
        watch(VARIANCE, place, found[VARIANCE][place : place + 1])
    return found | {AFTER: dropped(bench, "inverted_dropout", rng.normal(1.0, 0.1, COINS), 0.5, rng)}


def conclude(measured: Measured) -> Found:
    """Both moments over the rates."""
    mean, variance = (measured[name].mean(axis=0) for name in (MEAN, VARIANCE))
    half = RATES.index(0.5)
    sentence = (
        f"The mean stays between {mean.min():.3f} and {mean.max():.3f}. The variance grows from {variance[0]:.3f} to "
        f"{variance[half]:.2f} at p = 0.5 and {variance[-1]:.1f} at p = 0.9."
    )
    lines = over_seeds("measured (p03)", RATES, measured[VARIANCE]), line(FORMULA, RATES, measured[FORMULA][0])
    groups = {"before": np.random.default_rng(0).normal(1.0, 0.1, COINS), AFTER: measured[AFTER][0]}
    panels = (
        Lines("The variance of a unit of 1", ("rate p", "variance"), lines),
        histogram("4,000 units around 1", groups, axis="value", bins=24),
    )
    return Found(sentence, panels)


def margins(measured: Measured) -> tuple[Array, ...]:
    """How close the mean stays to 1 at each rate, and by how much the variance grows from one rate to the next."""
    near, steps = NEAR - np.abs(measured[MEAN] - 1), np.diff(measured[VARIANCE], axis=1)
    return (*near.T, *steps.T)


EXPERIMENT = Experiment(
    name="value_spread",
    title="Activations before and after",
    about=f"{COINS:,} units, all of them 1, pass through your inverted dropout at ten rates. Before, their "
    "variance is 0.",
    functions=("inverted_dropout", "output_variance"),
    chart=Chart("rate p", "mean and variance", RATES, (MEAN, VARIANCE), 10.0),
    question=Drawing("Draw the variance of the units after dropout against the rate.", VARIANCE, VARIANCE, RATES, 10.0),
    explaining=Explaining(
        (
            "A kept unit is 1 / (1 - p): the rarer, the larger, so the mean stays and the spread grows without bound.",
            "The factor keeps the mean and the variance where they were.",
            "The variance is largest at p = 0.5, where a coin is least certain.",
        ),
        0,
        "The variance is p / (1 - p): the coin's own, p (1 - p), times the factor squared.",
    ),
    claim=Claim("The mean stays 1 at every rate, and the variance grows with the rate.", 1e-6, 40),
    article="A histogram with two heaps, at 0 and at twice the value, and the old mean: the network is said to see in "
    "training what it will see at evaluation.",
    data="In the mean of each unit it does. The variance is another one, and a later layer may notice: see batch norm.",
    source="Srivastava et al. (2014), section 10",
    measure=measure,
    conclude=conclude,
    margins=margins,
)
