"""The vocabulary of everything that drops: a suite says what is dropped and in which shapes, and calls the checks.

A check proposes every mistake that would give what it observed. Names that a problem has no section for are left out
later, so that a suite lists none of them.

Every check draws its rates from rng: two irregular ones where a rate or a factor is judged, so that no number that is
right at one of them only is believed. Its false-alarm rate is at most 1e-9.
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


class Dropout(RateChecks, FactorChecks, CoinChecks, MaskChecks, EvaluationChecks, FormChecks):
    """A function that drops, and all checks of it."""


__all__ = [
    "DROPPED",
    "INVERTED",
    "KEEP",
    "ONE",
    "Backward",
    "Dropout",
    "View",
    "kept_coins",
    "parts",
    "rate",
    "rates",
    "some_zeros",
]
