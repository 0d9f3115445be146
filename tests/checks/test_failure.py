"""Failures as data: descriptions, the matching of mistakes, and the corner of an example."""

from __future__ import annotations

import numpy as np
import pytest

from dropgrade.checks import CheckFailed, expect_that
from dropgrade.checks.describing import describe
from dropgrade.checks.failure import corner, fail, matching
from dropgrade.report import Example
from dropgrade.sandbox.wire import Foreign, Handle
from tests.checks.odd_values import ODD


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "None"),
        (True, "True"),
        (np.False_, "False"),
        (3, "3"),
        (np.int64(-3), "-3"),
        (1 / 0.7, "1.42857"),
        (np.float32(0.1), "0.1"),
        (1e300, "1e+300"),
        (float("nan"), "nan"),
        (1 + 2j, "(1+2j)"),
        (np.complex128(1 + 2j), "(1+2j)"),
        ("as it is", "as it is"),
        ("x" * 300, "x" * 200),
        (2**255, str(2**255)),
        (Foreign("an object of class Layer"), "an object of class Layer"),
        (Handle(3, "Layer"), "an object of class Layer"),
        ([1, 2, 3], "a list of 3"),
        ({"a": 1}, "a dict of 1"),
        ((), "()"),
        ((1.5, None), "(1.5, None)"),
        ((4,), "(4,)"),
        ((1, 2, 3, 4, 5), "(1, 2, 3, 4, …)"),
        ((1, (2.5, np.zeros((3, 4)))), "(1, (2.5, an array of shape (3, 4) and dtype float64))"),
        (np.array([1.5, 0.0]), "[1.5, 0]"),
        (np.arange(3), "[0, 1, 2]"),
        (np.array([True]), "[True]"),
        (np.arange(9.0), "an array of shape (9,) and dtype float64"),
        (np.array(1.5), "an array of shape () and dtype float64"),
    ],
)
def test_values_are_described_in_a_few_words(value: object, words: str) -> None:
    """A value is described in natural words: six digits, arrays by shape and dtype, without NumPy's type names."""
    assert describe(value) == words


@pytest.mark.parametrize("name", ODD)
def test_whatever_came_back_can_be_described(name: str) -> None:
    """Every value that can be sent has a description that fits on a few lines."""
    assert 0 < len(describe(ODD[name])) <= 1000


@pytest.mark.parametrize(
    ("value", "named"),
    [(None, False), (True, True), (False, False), (1.5, True), (2.5, False)],
)
def test_matching_leaves_bools_to_the_suite(value: object, named: bool) -> None:
    """A bool is the suite's own decision, None explains nothing, and any other value has to agree."""
    assert matching({"mistake": value}, lambda v: bool(v == 1.5)) == (["mistake"] if named else [])


def test_no_mistakes_match_nothing() -> None:
    """Without mistakes there is nothing to name."""
    assert matching(None, lambda _: True) == []
    assert matching({}, lambda _: True) == []


def test_several_mistakes_are_named_in_the_order_of_the_suite() -> None:
    """All mistakes that agree are named, in the order of the suite."""
    assert matching({"b": 1.0, "a": 1.0, "c": 2.0}, lambda v: bool(v == 1.0)) == ["b", "a"]


def test_a_failure_carries_what_the_report_shows() -> None:
    """What, observed, expected and the mistakes, without duplicates, are kept as data."""
    with pytest.raises(CheckFailed) as failure:
        fail("the factor", observed=1.0, expected=1 / 0.7, mistakes=["a", "b", "a"])
    assert str(failure.value) == "the factor: observed 1, expected 1.42857"
    assert failure.value.mistakes == ("a", "b")
    assert failure.value.example is None


def test_a_failure_is_an_assertion() -> None:
    """pytest treats a failed expectation as a failed test."""
    assert issubclass(CheckFailed, AssertionError)


@pytest.mark.parametrize(
    ("mistakes", "named"),
    [((), ()), (["a", "b"], ("a", "b")), ({"a": True, "b": False, "c": np.True_}, ("a", "c")), (iter(["a"]), ("a",))],
)
def test_a_fact_that_does_not_hold_names_its_mistakes(mistakes: object, named: tuple[str, ...]) -> None:
    """Mistakes are named unconditionally, or if the suite found that they explain the fact."""
    with pytest.raises(CheckFailed) as failure:
        expect_that(False, what="it", observed="this", expected="that", mistakes=mistakes)  # type: ignore[arg-type]
    assert failure.value.mistakes == named


@pytest.mark.parametrize("fact", [True, np.True_])
def test_a_fact_that_holds_passes(fact: bool) -> None:
    """If the fact holds, nothing happens, whatever the mistakes."""
    expect_that(fact, what="it", observed="this", expected="that", mistakes=["a"])


MATRIX = np.arange(30.0).reshape(5, 6)


@pytest.mark.parametrize(
    "given",
    [MATRIX, MATRIX.astype(int), MATRIX.astype(np.float32), MATRIX[None], MATRIX[None, None], MATRIX + 2j],
    ids=["float64", "int64", "float32", "3-D", "4-D", "complex"],
)
def test_an_example_shows_a_corner_of_two_by_four(given: np.ndarray) -> None:
    """The first two rows and four columns are shown, of the first matrix if there are more axes."""
    numbers = ((0.0, 1.0, 2.0, 3.0), (6.0, 7.0, 8.0, 9.0))
    assert corner((MATRIX, given)) == Example(numbers, numbers)


def test_a_small_example_is_shown_whole() -> None:
    """An array smaller than the corner is shown whole, a mask as 0 and 1."""
    assert corner((np.ones((1, 3)), np.array([[True, False, True]]))) == Example(((1.0, 1.0, 1.0),), ((1.0, 0.0, 1.0),))


@pytest.mark.parametrize(
    "pictured",
    [None, (MATRIX, None), (MATRIX, MATRIX[0]), (MATRIX, MATRIX[:1]), (MATRIX, MATRIX[:, :3]), (MATRIX, MATRIX[:0])],
    ids=["none", "no array", "flat", "fewer rows", "fewer columns", "empty"],
)
def test_what_cannot_stand_side_by_side_is_not_shown(pictured: tuple[object, object] | None) -> None:
    """There is no example if the input and the output are not matrices of the same shape."""
    assert corner(pictured) is None


@pytest.mark.parametrize("name", ODD)
def test_an_example_never_breaks_a_failure(name: str) -> None:
    """For any result, computing the corner gives an example or None."""
    assert isinstance(corner((MATRIX, ODD[name])), Example | None)
