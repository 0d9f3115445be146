"""Weights with and without dropout: the largest shrink, the others do not."""

from __future__ import annotations

import numpy as np

from dropgrade.checks.failure import Array
from dropgrade.lab.bench import Bench, Training
from dropgrade.lab.experiments.digit_runs import EPOCHS, FUNCTIONS, in_seeds
from dropgrade.lab.experiments.experiment import Chart, Choice, Claim, Experiment, Explaining, Found, Measured, Watch
from dropgrade.lab.figures.panels import ranges
from dropgrade.pictures.data import histogram

RATES = {"without dropout": 0.0, "p = 0.5": 0.5}
LAYERS = ("first layer", "second layer", "output layer")
LARGEST, WEIGHTS = "largest, ", "weights, "
SAME = 0.02
"""Sizes that differ by less than this share count as equal."""


def measure(bench: Bench, seed: int, watch: Watch) -> Measured:
    """The size of the weights of each layer: root mean square, and largest."""
    found: Measured = {}
    for name, rate in RATES.items():
        weights = [w for w, _ in bench.train(Training(rate, seed)).weights]
        found[name] = np.array([np.sqrt(np.mean(w**2)) for w in weights])
        found[LARGEST + name] = np.array([np.abs(w).max() for w in weights])
        found[WEIGHTS + name] = weights[-1].ravel()
        watch(name, 0, found[name])
    return found


def conclude(measured: Measured) -> Found:
    """Both sizes of the output layer's weights."""
    without, dropped = (measured[name][:, -1] for name in RATES)
    most, less = (measured[LARGEST + name][:, -1] for name in RATES)
    change = (dropped - without).mean() / without.mean()
    option = 2 if abs(change) < SAME else 1 if change > 0 else 0
    sentence = (
        f"The output layer's weights have a root mean square of {without.mean():.3f} without dropout and "
        f"{dropped.mean():.3f} at p = 0.5. The largest is {most.mean():.2f} without and {less.mean():.2f} with "
        f"dropout, smaller {in_seeds(most - less)}."
    )
    last = {name: measured[WEIGHTS + name][0] for name in RATES}
    largest = {f"{layer}, {name}": measured[LARGEST + name][:, place]
               for place, layer in enumerate(LAYERS) for name in RATES}  # fmt: skip
    panels = (
        histogram("Weights of the output layer, first seed", last, axis="weight", bins=30),
        ranges("The largest weight", "size", largest),
    )
    return Found(sentence, panels, option)


def margins(measured: Measured) -> tuple[Array, ...]:
    """By how much both sizes of the output layer are smaller with dropout."""
    before, after = RATES
    return tuple(measured[kind + before][:, -1] - measured[kind + after][:, -1] for kind in ("", LARGEST))


EXPERIMENT = Experiment(
    name="weight_sizes",
    title="Weights with and without dropout",
    about=f"Two networks learn the noisy digits for {EPOCHS} epochs from the same first weights, without dropout "
    "and at p = 0.5. A layer's size is the root mean square of its weights.",
    functions=FUNCTIONS,
    chart=Chart("layer", "root mean square", (1.0, 2.0, 3.0), tuple(RATES), 0.5, is_points=True),
    question=Choice(
        "How large are the output layer's weights with dropout, compared with those without?",
        ("Smaller.", "Larger.", "About the same."),
    ),
    explaining=Explaining(
        (
            "Dropout multiplies the weights by 1 - p in every step.",
            "Wrong labels are learnt by large weights of few units; with dropout several units share the work.",
            "Dropped units lose their weights.",
        ),
        1,
        "For a linear unit the coins act like a penalty on the weights, which shares work among inputs (p11).",
    ),
    claim=Claim("The output layer's weights are smaller with dropout, the typical and the largest.", 1e-6, 40),
    article="Two histograms: without dropout some weights are large; with it, they are said to be smaller and more "
    "even.",
    data="So it is in the output layer; the layers below hardly change. With right labels only, on 1,000 digits, "
    "just the largest weights shrink, and the typical one grows a little: dropout is not a plain penalty on weights.",
    source="Wager, Wang and Liang (2013)",
    measure=measure,
    conclude=conclude,
    margins=margins,
)
