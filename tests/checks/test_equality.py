"""Plain values are compared by type and members, and the first difference is shown."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest

from dropgrade.checks import CheckFailed, expect_equal


@pytest.mark.parametrize(
    ("observed", "expected"),
    [
        (1, 1), (1, 1.0), (0.1 + 0.2, 0.3), (np.float64(2.5), 2.5), ("a", "a"), ([1, [2.0, "x"]], [1, [2, "x"]]),
        ((1, None), (1, None)), ({"a": [0.1 + 0.2]}, {"a": [0.3]}), ({1, 2}, {2, 1}), (b"x", b"x"),
        (Decimal("0.30"), Decimal("0.3")), (10**400, 10**400), (float("inf"), float("inf")), (True, True),
    ],
)  # fmt: skip
def test_equal_values(observed: object, expected: object) -> None:
    """Numbers are equal to nine digits, and members are compared as values are."""
    expect_equal(observed, expected, what="it")


@pytest.mark.parametrize(
    ("observed", "expected", "shown"),
    [
        (1, 2, "it: observed 1, expected 2"),
        ("1", 1, "it: observed '1', expected 1"),
        (True, 1, "it: observed True, expected 1"),
        ([1, 2, 4], [1, 2, 3], r"it\[2\]: observed 4, expected 3"),
        ([1, 2], [1, 2, 3], r"it: observed \[1, 2\], expected \[1, 2, 3\]"),
        ((1, 2), [1, 2], r"it: observed \(1, 2\), expected \[1, 2\]"),
        ({"a": {"b": [1]}}, {"a": {"b": [2]}}, r"it\['a'\]\['b'\]\[0\]: observed 1, expected 2"),
        ({"a": 1}, {"b": 1}, "it: observed {'a': 1}, expected {'b': 1}"),
        (10**400, 10**400 + 1, "it: observed 1000"),
        (float("nan"), 1.0, "it: observed nan, expected 1.0"),
        (None, [], r"it: observed None, expected \[\]"),
        (["x" * 500], ["y"], "observed 'xxx"),
    ],
)
def test_the_first_difference_is_shown(observed: object, expected: object, shown: str) -> None:
    """The place of the first difference, and what is there in both."""
    with pytest.raises(CheckFailed, match=shown):
        expect_equal(observed, expected, what="it")


def test_a_mistake_is_named_by_the_value_that_it_gives() -> None:
    """Values and bools propose names; None proposes nothing."""
    mistakes = {"reversed": [2, 1], "other": [3], "seen": True, "unseen": False, "nothing": None}
    with pytest.raises(CheckFailed) as failure:
        expect_equal([2, 1], [1, 2], what="it", mistakes=mistakes)
    assert failure.value.mistakes == ("reversed", "seen")
