"""Expectations on values of any type: what is equal, and how the first difference is described."""

from __future__ import annotations

import enum
import math
from collections import Counter, deque, namedtuple
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from dropgrade.checks import CheckFailed, Student, expect_equal, expect_items
from dropgrade.sandbox.client import Program
from dropgrade.sandbox.wire import EnumMember, ErrorValue, Foreign, NamedValues, NonNumeric
from tests.checks.odd_values import ODD
from tests.local import local_worker

Pair = namedtuple("Pair", "out mask")  # noqa: PYI024


class Color(enum.Enum):
    """An enum defined by a suite."""

    RED = 1


@dataclass
class Point:
    """A dataclass defined by a suite."""

    x: float
    y: float


def failure_of(observed: object, expected: object, **options: Any) -> CheckFailed:
    """Return the failure of the expectation."""
    with pytest.raises(CheckFailed) as failure:
        expect_equal(observed, expected, what="f(x)", **options)
    return failure.value


@pytest.mark.parametrize(
    ("observed", "expected"),
    [
        ("a\nb", "a\nb"), ({1, 2}, {2, 1}), (frozenset({1}), {1}), ({"a": [1, (2.0, None)]}, {"a": [1, (2.0, None)]}),
        (3, 3.0), (np.int64(3), 3), (0.1 + 0.2, 0.3), (np.float32(0.1), 0.1), (1 + 2j, 1 + 2j), (True, np.True_),
        (math.nan, math.nan), (Decimal("1.10"), Decimal("1.1")), (Decimal("NaN"), Decimal("NaN")),
        (b"ab", bytearray(b"ab")),
        (Fraction(2, 4), Fraction(1, 2)), (date(2024, 1, 1), date(2024, 1, 1)), (range(0, 4, 3), range(0, 5, 3)),
        (NonNumeric(np.array(["a", "b"])), np.array(["a", "b"])), (np.array([1.0, 2]), np.array([1.0, 2 + 1e-12])),
        (NonNumeric(np.array(["2024"], "M8[Y]")), np.array(["2024-01-01"], "M8[D]")), (deque([1]), deque([1])),
        (NamedValues.of("Pair", ("out", "mask"), (1, 2)), (1, 2)), (Counter("aab"), {"a": 2, "b": 1}),
        (NamedValues.of("Other", ("out", "mask"), (1, 2)), Pair(1, 2)), (EnumMember("Color", "RED", 9), Color.RED),
        (ErrorValue("KeyError", (), "'k'"), KeyError("k")), (np.datetime64("2024-01-01"), np.datetime64("2024-01-01")),
        ([np.array([1, 2])], [np.array([1, 2])]), (None, None), ((), ()), (2**13_000, 2**13_000),
    ],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_equal_values_pass(observed: object, expected: object) -> None:
    """Values of the same type with equal members are equal; numbers are equal by value, floats up to rounding."""
    expect_equal(observed, expected)


@pytest.mark.parametrize(
    ("observed", "expected", "where", "seen", "wanted"),
    [
        ("3", 3, "f(x)", "the string '3'", "the number 3"),
        (True, 1, "f(x)", "True", "the number 1"),
        (None, [1], "f(x)", "None", "the list [1]"),
        ((1, 2), [1, 2], "f(x)", "the tuple (1, 2)", "the list [1, 2]"),
        (0.1, Decimal("0.1"), "f(x)", "the number 0.1", "the Decimal 0.1"),
        (3, 4, "f(x)", "3", "4"),
        (0.30000001, 0.3, "f(x)", "0.30000001", "0.3"),
        (Decimal("1.105"), Decimal("1.11"), "f(x)", "1.105", "1.11"),
        ("Hello", "hello", "f(x)", "'Hello', which differs only in capital letters", "'hello'"),
        ("a b", "ab", "f(x)", "'a b', which differs only in spaces", "'ab'"),
        ("ab\n", "ab", "f(x)", "'ab\\n', which differs only in spaces or line ends around it", "'ab'"),
        ("a\nb\nd", "a\nb\nc", "line 3 of f(x)", "'d'", "'c'"),
        ("a\nb", "a\nb\nc", "f(x)", "only 2 lines", "line 3 is 'c'"),
        ("a\nb\nc", "a\nb", "f(x)", "line 3 is 'c'", "an end after 2 lines"),
        ("x" * 60 + "a", "x" * 60 + "b", "f(x) at character 61", "…'" + "x" * 20 + "a'", "…'" + "x" * 20 + "b'"),
        ({1, 2, 5}, {1, 2, 3}, "f(x)", "a set without 3 and with 5", "a set with 3 and without 5"),
        (set(), set(range(8)), "f(x)", "a set without 0, 1, 2, 3, 4 and 3 more", "a set with 0, 1, 2, 3, 4 and 3 more"),
        ({"a": 1}, {"a": 1, "b": 2}, "the keys of f(x)", "without 'b'", "with 'b'"),
        ({"a": 1, 3: 2}, {"a": 1}, "the keys of f(x)", "with 3", "without 3"),
        ({"a": [1, 2]}, {"a": [1, 3]}, "f(x)['a'][1]", "2", "3"),
        ([1, 2], [1, 2, 3], "f(x)", "[1, 2]", "[1, 2, 3]"),
        ([*range(50)], [*range(51)], "f(x)", "a list of 50", "a list of 51; 50 comes next"),
        ([*range(51)], [*range(50)], "f(x)", "a list of 51, the first extra one is 50", "a list of 50"),
        ([2, 1, 3], [1, 2, 3], "f(x)", "the right members in another order, first 2", "first 1"),
        ([[1.0, 2.5]], [[1.0, 2.0]], "f(x)[0][1]", "2.5", "2"),
        (b"ab", b"ac", "f(x)", "b'ab'", "b'ac'"),
        (date(2024, 1, 1), date(2024, 1, 2), "f(x)", "2024-01-01", "2024-01-02"),
        (datetime(2024, 1, 1, tzinfo=UTC), date(2024, 1, 1), "f(x)", "2024-01-01 00:00:00+00:00", "2024-01-01"),
        (NonNumeric(np.array(["a", "B"])), np.array(["a", "b"]), "f(x)[1]",
         "'B', which differs only in capital letters", "'b'"),
        (np.zeros((2, 3)), np.zeros((3, 2)), "the shape of f(x)", "(2, 3)", "(3, 2)"),
        (EnumMember("Color", "BLUE"), Color.RED, "f(x)", "Color.BLUE", "Color.RED"),
        ((1, 2), Pair(1, 2), "f(x)", "a tuple without names", "a tuple with the names out, mask"),
        (ErrorValue("ValueError", (), "no"), KeyError("k"), "f(x)", "ValueError: no", "KeyError: 'k'"),
        (Foreign("an object of class Heap"), [1], "f(x)", "an object of class Heap", "the list [1]"),
        (2**13_000, 5, "f(x)", "an integer of 3914 digits", "5"),
        (np.array([1 + 2j]), np.array([1 + 3j]), "f(x)[0]", "(1+2j)", "(1+3j)"),
    ],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_the_first_difference_is_said(observed: object, expected: object, where: str, seen: str, wanted: str) -> None:
    """The first difference is reported with its place, and easily overlooked differences are pointed out."""
    failure = failure_of(observed, expected)
    assert (failure.what, failure.observed, failure.expected) == (where, seen, wanted)


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("expected", ["text", {1}, {"a": 1}, [1, 2], Decimal(1), date(2024, 1, 1), 3, Pair(1, 2), None])
def test_an_odd_value_breaks_nothing(odd: str, expected: object) -> None:
    """Whatever a submission returns is equal or fails with a message."""
    try:
        expect_equal(ODD[odd], expected, mistakes={"three": 3, "odd": Foreign("x")})
    except CheckFailed as failure:
        words = (failure.what, failure.observed, failure.expected)
        assert all(0 < len(text) < 300 for text in words)


def test_a_mistake_is_named_by_the_value_that_it_gives() -> None:
    """Among several mistakes, those that would give the returned value are named."""
    failure = failure_of(["b", "a"], ["a", "b"], mistakes={"reversed": ["b", "a"], "doubled": ["a", "a"], "told": True})
    assert failure.mistakes == ("reversed", "told")


PROGRAM = """
import dataclasses, itertools

@dataclasses.dataclass
class Point:
    x: float
    y: float

@dataclasses.dataclass
class Place:
    x: float
    y: float

class Same:
    def __eq__(self, other): return True
    def __hash__(self): return 1

class Other:
    pass

def same(): return Same()
def other(): return Other()
def points(): return [Point(1.0, 2.0), Point(3.0, 4.0)]
def place(): return Place(1.0, 2.0)
def squares(n): return (i * i for i in range(n))
def naturals(): return itertools.count()
def listed(n): return [i * i for i in range(n)]
"""


@pytest.fixture(scope="module")
def student() -> Student:
    """Return a program with objects and iterators."""
    return Student(local_worker(Program("submission", (("submission.py", PROGRAM),))))


def test_dataclasses_are_equal_by_class_and_fields(student: Student) -> None:
    """A dataclass in the suite defines the fields that the student's must have."""
    expect_equal(student.points(), [Point(1.0, 2.0), Point(3.0, 4.0)])
    failure = failure_of(student.points(), [Point(1.0, 2.0), Point(3.0, 5.0)])
    assert (failure.what, failure.observed, failure.expected) == ("f(x)[1].y", "4", "5")
    failure = failure_of(student.place(), Point(1.0, 2.0))
    assert (failure.observed, failure.expected) == ("an object of class Place", "an object of class Point")


def test_objects_without_fields_are_equal_where_their_class_says_so_to_the_suite(student: Student) -> None:
    """Two objects made by the suite are compared by their class; an object that was returned equals only itself."""
    expect_equal(student.Same(), student.Same())
    for observed, expected in ((student.Other(), student.Other()), (student.same(), student.Same())):
        failure = failure_of(observed, expected)
        assert failure.expected == "an equal one"
    failure = failure_of(student.other(), student.Same())
    assert failure.observed == "an object of class Other"


def test_items_of_an_iterator_are_expected_one_by_one(student: Student) -> None:
    """As many items are fetched as are expected, and one more if the iterator has to end."""
    expect_items(student.squares(4), [0, 1, 4, 9])
    expect_items(student.naturals(), [0, 1, 2], ends=False)


@pytest.mark.parametrize(
    ("make", "expected", "where", "seen", "wanted"),
    [
        (lambda s: s.squares(3), [0, 1, 5], "item 3 of the items", "4", "5"),
        (lambda s: s.squares(2), [0, 1, 4], "the items", "an end after 2 items", "4 next"),
        (lambda s: s.naturals(), [0, 1], "the items", "2 after 2 items", "an end"),
        (lambda s: s.listed(2), [0, 1], "the items", "the list [0, 1]", "a generator or an iterator"),
    ],
)
def test_items_that_differ_are_said(
    student: Student, make: Callable[[Any], object], expected: list[object], where: str, seen: str, wanted: str
) -> None:
    """The first differing item, an early end, and a missing end are each reported."""
    with pytest.raises(CheckFailed) as failure:
        expect_items(make(student), expected)
    assert (failure.value.what, failure.value.observed, failure.value.expected) == (where, seen, wanted)
