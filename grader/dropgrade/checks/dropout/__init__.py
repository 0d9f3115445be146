"""Checks for everything that drops: a suite says what is dropped and in which shapes, and calls the checks.

A check proposes every mistake that would give what it observed. Names for which a problem has no section are left out
later, so a suite need not list any of them.

Every check draws its rates from rng: two irregular ones if a rate or a factor is checked, so that a number that is
right at only one of them is not accepted. Its false-alarm rate is at most 1e-9.
"""

from dropgrade.checks.dropout.backward import Backward
from dropgrade.checks.dropout.drop_rate import RateChecks
from dropgrade.checks.dropout.evaluation import EvaluationChecks
from dropgrade.checks.dropout.factor import FactorChecks
from dropgrade.checks.dropout.form import FormChecks
from dropgrade.checks.dropout.function import (
    DROPPED,
    INVERTED,
    KEEP,
    ONE,
    View,
    kept_coins,
    parts,
    rate,
    rates,
    some_zeros,
)
from dropgrade.checks.dropout.independence import CoinChecks
from dropgrade.checks.dropout.mask import MaskChecks
from dropgrade.checks.dropout.own_masks import OwnMasksBackward


class Dropout(RateChecks, FactorChecks, CoinChecks, MaskChecks, EvaluationChecks, FormChecks):
    """A function that drops, with all checks for it."""


__all__ = [
    "DROPPED",
    "INVERTED",
    "KEEP",
    "ONE",
    "Backward",
    "Dropout",
    "OwnMasksBackward",
    "View",
    "kept_coins",
    "parts",
    "rate",
    "rates",
    "some_zeros",
]
