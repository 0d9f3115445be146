"""The factors by which mistakes multiply an evaluation."""

from __future__ import annotations

import numpy as np
import pytest

from dropgrade.checks.dropout.mistaken_factors import DROPS, evaluation_mistakes

P = 0.2468
X = np.linspace(1, 2, 12).reshape(3, 4)


def named(observed: object, *, drops: bool = False) -> set[str]:
    """The mistakes that explain an evaluation of X + 1, with a factor on X or on the sum."""
    found = evaluation_mistakes(observed, P, lambda f: X * f + 1, lambda f: (X + 1) * f, drops=drops)
    return {name for name, explains in found.items() if explains}


@pytest.mark.parametrize(
    ("observed", "names"),
    [
        (X * (1 - P) + 1, {"scales_at_evaluation"}),
        ((X + 1) * (1 - P), {"scales_at_evaluation"}),
        ((X + 1) / (1 - P), {"divides_at_evaluation"}),
        (X * P + 1, {"evaluation_times_p"}),
        (X + 1, set()),
        (X[:2] * P + 1, set()),
        ("a text", set()),
        (None, set()),
    ],
)
def test_a_factor_is_explained_wherever_it_is(observed: object, names: set[str]) -> None:
    """A factor is found in each of its places, and values of other types or shapes are explained by none."""
    assert named(observed) == names


def test_drops_are_explained_by_the_mistakes_that_drop() -> None:
    """What drops at evaluation is explained by every mistake that does so."""
    assert named(X, drops=True) == set(DROPS)
