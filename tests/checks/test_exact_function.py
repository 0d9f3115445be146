"""What the checks of a function that follows a formula let pass, and which mistakes they propose otherwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from dropgrade.checks import CheckFailed
from dropgrade.checks.exact_function import ExactFunction
from tests.checks.odd_values import ODD
from tests.local import local_student

RNG = np.random.default_rng(1)
X, P = RNG.uniform(1, 2, (3, 4)), 0.3
RIGHT = """
import numpy as np
def scaled(x, p):
    if not 0 <= p < 1:
        raise ValueError("p")
    return x * (1 - p)
"""
RETURN = "return x * (1 - p)"


def formula(x: Any, p: float, factor: Callable[[float], float] = lambda p: 1 - p, power: int = 1) -> Any:
    """What is asked for, and with changes what mistakes give."""
    return x**power * factor(p)


SCALED = ExactFunction(
    "scaled",
    "the result",
    formula,
    lambda rng: (rng.uniform(1, 2, (3, 4)), 0.4),
    {"keeps_with_p": {"factor": lambda p: p}, "squares": {"power": 2}, "any_factor": {"factor": lambda _: 7.0}},
    random=["draws"],
    free=["any_factor"],
)
Check = Callable[[ExactFunction, Any], object]
CHECKS: dict[str, Check] = {
    "value": lambda f, s: f.expect(s, X, P),
    "special": lambda f, s: f.expect_special(s, np.random.default_rng(2), X, 0.0, where="", mistakes=["fails_at_zero"]),
    "dtype": lambda f, s: f.expect_dtype(s, X.astype(np.float32), P),
    "unchanged": lambda f, s: f.expect_unchanged(s, X, P),
    "refusals": lambda f, s: f.expect_refusals(s, np.random.default_rng(3)),
}
SEEN = [
    ("value", "return x * p", {"keeps_with_p"}),
    ("value", "return x**2 * p", {"keeps_with_p", "squares"}),
    ("value", "return np.random.default_rng().random(x.shape)", {"draws"}),
    ("value", "return (x * (1 - p))[0].tolist()", {"list_for_array"}),
    ("value", "return x[0]", set()),
    ("special", "return x / p if p else x * np.inf", {"fails_at_zero"}),
    ("special", "return x / (p if p else int('none'))", {"fails_at_zero"}),
    ("special", "return x * np.nan", set()),
    ("special", "return x / 0 if p < 2 else x", set()),
    ("special", "return x * (2 - p)", set()),
    ("dtype", "return x.astype(float) * (1 - p)", {"float64_out"}),
    ("dtype", "return x * np.float32(p)", set()),
    ("unchanged", "x *= 1 - p\n    return x", {"changes_input"}),
    ("refusals", "return x\nscaled = lambda x, p: x", {"takes_any_p"}),
    ("refusals", "return x\ndef scaled(x, p):\n    assert 0 <= p < 1", {"refuses_otherwise"}),
]


def failure_of(check: str, source: str) -> CheckFailed:
    """How a check fails on a program."""
    with pytest.raises(CheckFailed) as failure, np.errstate(all="ignore"):
        CHECKS[check](SCALED, local_student(source))
    return failure.value


@pytest.mark.parametrize("check", CHECKS)
def test_a_right_program_passes(check: str) -> None:
    """A program that does what the formula says, and refuses what it should, meets every expectation."""
    CHECKS[check](SCALED, local_student(RIGHT))


@pytest.mark.parametrize(("check", "end", "names"), SEEN)
def test_a_mistake_is_proposed(check: str, end: str, names: set[str]) -> None:
    """A wrong program fails, with the mistakes that explain it and no others."""
    assert set(failure_of(check, RIGHT.replace(RETURN, end)).mistakes) == names


@pytest.mark.parametrize("odd", ODD)
def test_an_odd_value_breaks_nothing(odd: str) -> None:
    """Whatever a function returns fails with words, for an array and for a number."""
    student: Any = type("Odd", (), {"scaled": staticmethod(lambda *_: ODD[odd])})
    for arguments in ((np.ones(999), P), (123.0, P)):
        with pytest.raises(CheckFailed):
            SCALED.expect(student, *arguments)


def test_a_number_of_the_authors_choice_is_not_compared() -> None:
    """A failure has the numbers that it saw, but for a mistake whose number is anyone's choice."""
    measured = [failure_of("value", RIGHT.replace(RETURN, f"return x * {f}")).fact.numbers for f in ("p", "7.0")]
    assert measured == [tuple((X * P).ravel()[:4]), ()]


def test_what_the_suite_has_worked_out_comes_last() -> None:
    """A name that the suite has worked out is proposed only where no reading explains the value."""
    for end, names in (("return x * p", {"keeps_with_p"}), ("return x + 1", {"worked_out"})):
        with pytest.raises(CheckFailed) as failure:
            SCALED.expect(local_student(RIGHT.replace(RETURN, end)), X, P, also=lambda: {"worked_out": True})
        assert set(failure.value.mistakes) == names
