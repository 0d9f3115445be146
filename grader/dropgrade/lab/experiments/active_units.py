"""The fifth guided experiment: which units are active and which are dropped in each forward pass."""

from __future__ import annotations

import numpy as np

from dropgrade.checks import expect_pair
from dropgrade.checks.failure import Array
from dropgrade.lab.bench import Bench, Training
from dropgrade.lab.data_sets import data_set
from dropgrade.lab.experiments.experiment import Chart, Choice, Claim, Experiment, Explaining, Found, Measured, Watch
from dropgrade.lab.figures.panels import plain, ranges
from dropgrade.pictures.data import cells, numbers

PASSES, UNITS, P = 40, 100, 0.5
NEAR = 5.0
"""The tolerance of the mean over 40 passes, in units: six standard deviations."""
KEPT, ACTIVE, SHOWN = "kept by the mask", "kept and above 0", "masks"


def measure(bench: Bench, seed: int, watch: Watch) -> Measured:
    """The mask of every pass of one digit through the first hidden layer, and how many units it keeps."""
    training = Training(P, seed)
    weights, bias = bench.train(training).weights[0]
    digit = data_set(training.data).x_validation[:1]
    h, rng = np.maximum(digit @ weights + bias, 0), np.random.default_rng(seed)
    found: Measured = {KEPT: np.empty(PASSES), ACTIVE: np.empty(PASSES), SHOWN: np.empty((PASSES, UNITS))}
    for turn in range(PASSES):
        mask = _mask(bench, h, rng)
        found[SHOWN][turn] = mask
        found[KEPT][turn], found[ACTIVE][turn] = mask.sum(), mask[h[0] > 0].sum()
        watch(KEPT, turn, found[KEPT][turn : turn + 1])
        watch(ACTIVE, turn, found[ACTIVE][turn : turn + 1])
    return found


def _mask(bench: Bench, h: Array, rng: np.random.Generator) -> Array:
    """The coins of one pass: the mask that p03 returns."""
    _, mask = expect_pair(bench.call("inverted_dropout", h, P, training=True, rng=rng))
    found: Array = (numbers(mask, "the mask", h.shape)[0] != 0).astype(float)
    return found


def conclude(measured: Measured) -> Found:
    """How much the counts vary, and whether fair coins explain that."""
    counts = measured[KEPT]
    steady, apart = counts.std() == 0, counts.max() - counts.min() > UNITS / 2
    sentence = (
        f"The mask keeps {counts.min():.0f} to {counts.max():.0f} of {UNITS} units, {counts.mean():.1f} on average. "
        f"Of those above 0, {measured[ACTIVE].mean():.1f} are kept."
    )
    masks = measured[SHOWN][0]
    shares = {"kept, over all passes": masks.mean(axis=0), "expected": np.full(UNITS, 1 - P)}
    note = "A row is a forward pass of the same digit. No two rows are alike, and no column is always on."
    panels = (
        cells(
            "Which units are kept",
            {"first hidden layer": masks},
            rows="passes",
            columns="units",
            most=(PASSES, UNITS),
            note=note,
        ),
        ranges("How often a unit is kept, over the units", "share of passes", shares),
    )
    return Found(sentence, panels, 0 if steady else 2 if apart else 1)


def margins(measured: Measured) -> tuple[Array, ...]:
    """The spread of the counts, and how close their mean is to the expected one."""
    counts = measured[KEPT]
    return counts.std(axis=1) - 1, NEAR - np.abs(counts.mean(axis=1) - UNITS * (1 - P))


EXPERIMENT = Experiment(
    name="active_units",
    title="Which units are active",
    about=f"A network learns the noisy digits at p = 0.5. Then one new digit passes {PASSES} times through its "
    "first hidden "
    f"layer of {UNITS} units, in training mode. Beside the mask, ReLU also leaves units at 0. The Watch view shows the "
    "same for every step of a training.",
    functions=("inverted_dropout", "dropout_backward"),
    chart=Chart("forward pass", "units", plain(range(1, PASSES + 1)), (KEPT, ACTIVE), UNITS, is_points=True),
    question=Choice(
        f"How many of the {UNITS} units does the mask keep in a pass?",
        (
            "Exactly 50 each time, in different places.",
            "About 50, another number each time: nearly always 35 to 65.",
            "Any number from 0 to 100, each as likely as the others.",
        ),
    ),
    explaining=Explaining(
        (
            "Dropout chooses half of the units at random.",
            "Each unit has a coin of its own, so the number kept varies with a standard deviation of 5.",
            "The network learns which units to drop.",
        ),
        1,
        "The number kept is binomial: 100 coins, standard deviation sqrt(100 * 0.5 * 0.5) = 5.",
    ),
    claim=Claim("The mask keeps half of the units on average, and another number in different passes.", 1e-6, 40),
    article='The fifth guided experiment: watch which neurons are active and which dropped in each pass. "A '
    'fraction of the activations" is said to be dropped.',
    data="The fraction is p on average only. Units that ReLU leaves at 0 look the same as dropped ones.",
    source="Srivastava et al. (2014), section 4",
    measure=measure,
    conclude=conclude,
    margins=margins,
)
