"""The second guided experiment: a rate of 0.2, and a smaller gap."""

from __future__ import annotations

from dropgrade.checks.failure import Array
from dropgrade.lab.bench import Bench
from dropgrade.lab.experiments.digit_runs import FUNCTIONS, SETTING, chart, ends, gap, in_seeds, train_at
from dropgrade.lab.experiments.experiment import Choice, Claim, Experiment, Explaining, Found, Measured, Watch

RATES = (0.0, 0.2)
SAME = 0.05
"""Gaps that differ by less than this share of the first count as equal."""


def measure(bench: Bench, seed: int, watch: Watch) -> Measured:
    """Both losses at both rates."""
    return train_at(bench, RATES, seed, watch)


def conclude(measured: Measured) -> Found:
    """Both gaps."""
    before, after = (gap(measured, rate) for rate in RATES)
    change = (before - after).mean()
    option = 1 if abs(change) < SAME * before.mean() else 0 if change > 0 else 2
    sentence = (
        f"The gap is {before.mean():.3f} without dropout and {after.mean():.3f} at p = 0.2; "
        f"it is smaller {in_seeds(before - after)}."
    )
    return Found(sentence, ends(measured, RATES), option)


def margins(measured: Measured) -> tuple[Array, ...]:
    """By how much the gap is smaller with dropout."""
    return (gap(measured, 0.0) - gap(measured, 0.2),)


EXPERIMENT = Experiment(
    name="fifth_dropped",
    title="Dropout at 0.2",
    about=f"{SETTING} Once nothing is dropped, once each hidden unit with p = 0.2.",
    functions=FUNCTIONS,
    chart=chart(RATES, 2.4),
    question=Choice(
        "What does p = 0.2 do to the gap between validation and training loss?",
        ("It narrows.", "It stays about the same.", "It widens."),
    ),
    explaining=Explaining(
        (
            "Fewer units are on, so each step takes less time.",
            "No unit can rely on certain others being there, so what fits the training digits alone is learnt less.",
            "The factor 1 / (1 - p) makes the training loss larger when it is measured.",
        ),
        1,
        "Both losses are measured with dropout off, so no factor has a part in them. What changed are the weights.",
    ),
    claim=Claim("The gap is smaller at p = 0.2 than without dropout.", 1e-6, 40),
    article="The second guided experiment: at 0.2 the gap should narrow.",
    data="So it is here, by about a quarter: the validation loss ends lower, the training loss slightly higher.",
    source="Srivastava et al. (2014), section 7.3",
    measure=measure,
    conclude=conclude,
    margins=margins,
)
