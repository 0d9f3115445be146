"""What crosses besides arrays and plain values is unchanged in both directions."""

from __future__ import annotations

import math
from collections import Counter, OrderedDict, defaultdict, deque
from datetime import UTC, date, datetime, timedelta, timezone
from datetime import time as clock
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from tests.sandbox.crossing import crossed, same

from dropgrade.sandbox.wire import (
    MAX_INTEGER_BITS,
    EnumMember,
    ErrorValue,
    Handle,
    NamedValues,
    Record,
)


@pytest.mark.parametrize(
    "value",
    [
        {1, 2}, set(), {"a", ("b", 1), None, 1.5, frozenset({2})}, frozenset({"x"}), 1 + 2j, complex(math.nan, -0.0),
        complex("inf"), b"", b"\0\xff" * 9, bytearray(b"abc"), "é\ud800" * 900, range(10), range(9, -3, -4), range(0),
        Decimal("1.10"), Decimal("-0"), Decimal("1E+3"), Decimal("Infinity"), Decimal("NaN"), Decimal(10) ** -3000,
        Fraction(-3, 7), Fraction(2**9000, 3), date(2024, 2, 29), date.min, date.max, clock(23, 59, 59, 9, fold=1),
        datetime(1, 1, 1),  # noqa: DTZ001 - without a zone
        datetime(2024, 3, 31, 2, 30, tzinfo=UTC), timedelta(days=-1, microseconds=1), timedelta.max,
        datetime(9999, 12, 31, 23, 59, 59, 999_999, timezone(timedelta(hours=-23, minutes=-59)), fold=1),
        deque([1, deque()]), math.factorial(500), 1 - 2**MAX_INTEGER_BITS, {(1, "a"): 1, frozenset({3}): 2, b"k": 3},
        {Decimal("0.1"): 1, Fraction(1, 3): 2, date(2024, 1, 1): 3, 2**70: 4, 1j: 5, range(3): 6},
        NamedValues.of("Pair", ("out", "mask"), (1.5, None)), EnumMember("Color", "RED", 1),
        {EnumMember("Color", "RED", 1): NamedValues.of("Empty", (), ())}, ErrorValue("Broke", ("OSError",), "words"),
        Record("Point", {"x": 1, "y": [2]}), Handle(1, "Point", fields={"x": [1.5]}, methods=("norm",)),
    ],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
@pytest.mark.parametrize("strict", [False, True])
def test_values_of_the_standard_library_come_back_as_they_were(value: object, strict: bool) -> None:
    """Sets, bytes, complex numbers, decimals, fractions, dates, ranges, named tuples and enums keep type and value."""
    assert same(crossed(value, strict=strict), value)
    assert same(crossed([value, {"k": (value,)}], strict=strict), [value, {"k": (value,)}])


@pytest.mark.parametrize("value", [defaultdict(list, a=[1]), OrderedDict(a=[1]), Counter(a=3)])
def test_a_dictionary_with_more_to_it_is_the_dictionary(value: dict[str, object]) -> None:
    """Dictionaries of the module collections arrive as plain ones."""
    assert same(crossed(value), dict(value))


def test_a_moment_of_a_named_zone_is_the_same_moment() -> None:
    """A datetime with a zone arrives with its UTC offset, as the same moment."""
    moment = datetime(2024, 7, 1, 12, tzinfo=ZoneInfo("Europe/Berlin"))
    arrived = crossed(moment)
    assert arrived == moment
    assert arrived.utcoffset() == timedelta(hours=2)


def test_members_of_a_named_tuple_and_fields_of_a_dataclass_have_their_names() -> None:
    """A named tuple is a tuple with names, whatever they are; a dataclass has its fields besides its number."""
    pair = crossed(NamedValues.of("Pair", ("count", "mask"), (1, 2)))
    assert (pair.mask, pair[1], pair == (1, 2), repr(pair)) == (2, 2, True, "Pair(count=1, mask=2)")
    assert pair.count(1) == 1  # what a tuple has itself stays
    with pytest.raises(AttributeError):
        _ = pair.out
    point = crossed(Handle(3, "Point", fields={"x": 1, "tail": Handle(4, "Point", fields={"x": 2})}))
    assert point.fields["tail"].fields == {"x": 2}


@pytest.mark.parametrize(
    "array",
    [
        np.array([["a", "bcd"], ["", "é😀"]]), np.array([], "U5"), np.array("word"), np.array([b"a", b"\xff\0c"]),
        np.array(["2024-02-29", "NaT"], "M8[D]"), np.array([1, 2, -3], "m8[us]"), np.datetime64("2024-01-01T10", "h"),
        np.timedelta64(5, "ms"), np.array(["\ud800"]),
    ],
    ids=repr,
)  # fmt: skip
def test_arrays_of_texts_and_dates_come_back_as_they_were(array: Any) -> None:
    """Texts, bytes, dates and durations cross in arrays and alone, with their dtype."""
    assert same(crossed(array), array)
    assert same(crossed(array, strict=True), array)
    assert same(np.asarray(crossed(array)), np.asarray(array))


def test_an_array_of_texts_counts_as_an_array_only_where_it_is_used_as_one() -> None:
    """A numeric suite does not see an array of texts as an array, but NumPy and a suite for texts do."""
    words, arrived = np.array(["a", "b"]), crossed(np.array(["a", "b"]))
    assert not isinstance(arrived, np.ndarray)
    assert np.array_equal(arrived, words)
    assert (arrived == words).all()
    assert (words == arrived).all()
    assert (arrived.tolist(), arrived.shape, len(arrived), arrived[1], arrived == "a") == (
        ["a", "b"],
        (2,),
        2,
        "b",
        False,
    )


def test_a_text_of_numpys_is_a_text() -> None:
    """A text or bytes from an array arrive as Python's own."""
    assert same(crossed([np.str_("text"), np.bytes_(b"x")]), ["text", b"x"])


@pytest.mark.parametrize(
    "members",
    [
        [0.5, -0.0] * 500_000, list(range(-500_000, 500_000)), [True, False] * 500_000, ["a", "bc", ""] * 333_333,
        [2**62, -(2**63)] * 30, [2**64, 1] * 30, [1, 2.5, None] * 20, ["\ud83d", "\ude00"] * 30,
    ],
    ids=["floats", "integers", "bools", "texts", "large integers", "larger integers", "mixed", "halves of a character"],
)  # fmt: skip
def test_a_million_members_cross(members: list[object]) -> None:
    """Long lists of numbers and texts keep their members."""
    assert crossed({"list": members})["list"] == members
    assert same(crossed(tuple(members[:99])), tuple(members[:99]))


def test_sets_and_dictionaries_of_many_cross() -> None:
    """Sets and dictionaries of a hundred thousand members keep them."""
    numbers, table = set(range(100_000)), {str(n): n / 7 for n in range(100_000)}
    assert crossed([numbers, table]) == [numbers, table]
