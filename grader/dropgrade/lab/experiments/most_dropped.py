"""The fourth guided experiment: a rate of 0.8, the smallest gap and the worst network."""

from __future__ import annotations

import numpy as np

from dropgrade.checks.failure import Array
from dropgrade.lab.bench import Bench
from dropgrade.lab.experiments.digit_runs import FUNCTIONS, SETTING, chart, ends, gap, named, train_at
from dropgrade.lab.experiments.experiment import Choice, Claim, Experiment, Explaining, Found, Measured, Watch, last

RATES = (0.0, 0.2, 0.5, 0.8)


def measure(bench: Bench, seed: int, watch: Watch) -> Measured:
    """Both losses at four rates."""
    return train_at(bench, RATES, seed, watch)


def conclude(measured: Measured) -> Found:
    """Which rate has the smallest gap, and which the largest validation loss."""
    gaps = np.array([gap(measured, rate).mean() for rate in RATES])
    losses = np.array([last(measured, named("validation", rate)).mean() for rate in RATES])
    smallest, worst = int(gaps.argmin()), int(losses.argmax())
    of = " and ".join(f"{loss:.3f} at p = {rate:g}" for rate, loss in zip(RATES, losses, strict=True))
    sentence = (
        f"The smallest gap, {gaps[smallest]:.3f}, is that of p = {RATES[smallest]:g}; the largest validation loss is "
        f"that of p = {RATES[worst]:g} ({of.replace(' and ', ', ', len(RATES) - 2)})."
    )
    return Found(sentence, ends(measured, RATES), smallest)


def margins(measured: Measured) -> tuple[Array, ...]:
    """By how much each other rate has a larger gap, and a smaller validation loss."""
    others = RATES[:-1]
    gaps = (gap(measured, rate) - gap(measured, RATES[-1]) for rate in others)
    loss = {rate: last(measured, named("validation", rate)) for rate in RATES}
    return (*gaps, *(loss[RATES[-1]] - loss[rate] for rate in others))


EXPERIMENT = Experiment(
    name="most_dropped",
    title="Dropout at 0.8",
    about=f"{SETTING} The rates are 0, 0.2, 0.5 and 0.8.",
    functions=FUNCTIONS,
    chart=chart(RATES, 2.4),
    question=Choice(
        "Which rate ends with the smallest gap between validation and training loss?",
        tuple(f"p = {rate:g}" for rate in RATES),
    ),
    explaining=Explaining(
        (
            "A small gap shows that the network has learnt what is true of all digits.",
            "The network has learnt too little to fit even its training digits, so both losses are high, and close.",
            "With p = 0.8 the network needs a smaller learning rate.",
        ),
        1,
        "A network that has learnt nothing has no gap at all. What counts is the validation loss.",
    ),
    claim=Claim("Of the four rates, 0.8 has the smallest gap and the largest validation loss.", 1e-6, 40),
    article="The fourth guided experiment: 0.8 is too aggressive, the model underfits.",
    data="So it does, and yet it has the smallest gap of all: the smallest gap belongs to the worst network. A gap "
    "says how much was memorised, not how good the network is. On 1,000 digits with right labels, where little is "
    "memorised, the gaps at 0.2, 0.5 and 0.8 are about the same, and at 0.8 the loss is still six times as large.",
    source="Srivastava et al. (2014), section 7.3",
    measure=measure,
    conclude=conclude,
    margins=margins,
)
