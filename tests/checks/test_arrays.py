"""Expectations on exact values: what passes, what fails with which message, and that nothing else can happen."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from dropgrade.checks import CheckFailed, expect_array, expect_like, expect_none, expect_pair, expect_value
from dropgrade.checks.arrays import alike, tolerance
from dropgrade.sandbox.wire import Foreign
from tests.checks.odd_values import ODD, SHAPE, X

MISTAKES: dict[str, object] = {
    "decided": True, "decided_not": False, "unknown": None, "number": 1.5, "array": 2 * X,
    "other_shape": np.ones(3), "not_finite": float("nan"), "what_an_attempt_gave": Foreign("an object"),
    "list": [1, [2]],
}  # fmt: skip
EXPECTATIONS: dict[str, Callable[[object], object]] = {
    "expect_value": lambda value: expect_value(
        value, 1.25, what="it", mistakes={"number": 1.5, "yes": True, "no": False, "none": None}, example=(X, value)
    ),
    "expect_array": lambda value: expect_array(value, X + 1, mistakes=MISTAKES, example=(X, value)),
    "expect_array of int": lambda value: expect_array(value, np.arange(20).reshape(SHAPE), mistakes=MISTAKES),
    "expect_array of bool": lambda value: expect_array(value, X > 1.2, mistakes=MISTAKES),
    "expect_array, 0-d": lambda value: expect_array(value, np.array(2.5), mistakes=MISTAKES),
    "expect_array with zeros": lambda value: expect_array(value, np.zeros(SHAPE), mistakes=MISTAKES),
    "expect_like": lambda value: expect_like(value, X + 1),
    "expect_pair": lambda value: expect_pair(value, ("a", "b", "c", "d")),
    "expect_none": lambda value: expect_none((value,), what="it"),
}


def failure_of(expectation: Callable[..., object], *arguments: object, **options: object) -> CheckFailed:
    """Return the failure of an expectation."""
    with pytest.raises(CheckFailed) as failure:
        expectation(*arguments, **options)
    return failure.value


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("expectation", EXPECTATIONS)
def test_an_odd_value_breaks_nothing(expectation: str, odd: str) -> None:
    """Whatever a submission returns either passes, if its shape is right, or fails with a message."""
    value = ODD[odd]
    try:
        EXPECTATIONS[expectation](value)
    except CheckFailed as failure:
        words = (failure.what, failure.observed, failure.expected)
        assert all(words)
    else:
        assert expectation == "expect_pair" or isinstance(value, np.ndarray)
        assert np.shape(value) == SHAPE
        assert np.isfinite(value).all()


@pytest.mark.parametrize(
    ("kinds", "rtol"),
    [
        ([np.float64], 1e-9),
        ([np.float32], 1e-5),
        ([np.float64, np.float32], 1e-5),
        ([int], 1e-9),
        ([np.longdouble], 1e-9),
    ],
)
def test_the_coarsest_dtype_sets_the_tolerance(kinds: list[type], rtol: float) -> None:
    """Results may differ by the rounding of the least precise float among them."""
    assert tolerance(*(np.zeros(2, kind) for kind in kinds)) == rtol


# One number.


@pytest.mark.parametrize(
    "right", [1.5, np.float64(1.5), np.float32(1.5), np.array(1.5), 1.5 + 1e-10, np.longdouble(1.5)]
)
def test_the_right_number_passes(right: object) -> None:
    """A float, a NumPy float and a 0-dimensional array are numbers."""
    expect_value(right, 1.5, what="it", mistakes={"never": True})


def test_a_whole_number_may_stand_for_a_float() -> None:
    """An int is a number, a bool is not."""
    expect_value(1, 1.0, what="it")
    expect_value(np.int8(1), 1.0, what="it")
    for value in (True, np.True_, np.array(True)):
        assert failure_of(expect_value, value, 1.0, what="it").expected == "1"


def test_a_wrong_number_names_what_gives_it() -> None:
    """The mistakes that give the observed number are named, and those that the suite decided."""
    mistakes = {"no_scaling": 1.0, "keep": 0.7, "alike": 1.0 + 1e-12, "yes": True, "no": False, "none": None}
    failure = failure_of(expect_value, np.array(1.0), 1 / 0.7, what="the factor", mistakes=mistakes)
    assert failure.mistakes == ("no_scaling", "alike", "yes")
    assert (failure.what, failure.observed, failure.expected) == ("the factor", "1", "1.42857")


def test_what_is_no_number_names_only_what_the_suite_decided() -> None:
    """If a value is not a number, it is not compared with any mistake's number."""
    failure = failure_of(expect_value, "1.0", 2.0, what="it", mistakes={"one": 1.0, "yes": True})
    assert failure.mistakes == ("yes",)


def test_the_tolerance_can_be_set() -> None:
    """A suite may allow more than rounding."""
    expect_value(1.01, 1.0, what="it", rtol=0.02)
    assert failure_of(expect_value, 1.05, 1.0, what="it", rtol=0.02).observed == "1.05"


# Arrays.


@pytest.mark.parametrize(
    "right",
    [X.copy(), np.asfortranarray(X), X.astype(np.float32), X.astype(np.longdouble), X[::-1][::-1], X * (1 + 1e-12)],
    ids=["same", "other order", "float32", "long double", "strides", "rounded"],
)
def test_the_right_array_passes_and_comes_back(right: np.ndarray) -> None:
    """Order, strides, precision of the float and rounding make no difference."""
    assert expect_array(right, X, mistakes={"never": True}) is right


@pytest.mark.parametrize("empty", [np.zeros((0, 3)), np.zeros(0)])
def test_an_empty_array_can_be_right(empty: np.ndarray) -> None:
    """If an empty array is expected, an empty array passes."""
    expect_array(empty.copy(), empty)


@pytest.mark.parametrize("broadcastable", [X[:1], X[:, :1], X[None], X[0], np.array(1.5)])
def test_a_broadcastable_shape_is_not_the_shape(broadcastable: np.ndarray) -> None:
    """An array that could be broadcast to the right shape fails because of its shape."""
    expected = np.broadcast_to(broadcastable, (1, *SHAPE))[0]
    failure = failure_of(expect_array, broadcastable, expected, what="out")
    assert (failure.what, failure.observed) == ("the shape of out", str(broadcastable.shape))
    assert failure.expected == str(SHAPE)


@pytest.mark.parametrize("dtype", [int, bool, complex, np.uint8])
def test_a_float_is_not_an_integer(dtype: type) -> None:
    """If floats are expected, integers, bools and complex numbers fail because of their dtype, even if equal."""
    failure = failure_of(expect_array, np.ones(SHAPE, dtype), np.ones(SHAPE), what="out")
    assert (failure.what, failure.observed) == ("the dtype of out", str(np.dtype(dtype)))


def test_floats_may_hold_whole_numbers() -> None:
    """If integers are expected, floats with equal values pass."""
    expect_array(np.eye(3), np.eye(3, dtype=int))


def _changed(place: tuple[int, ...], value: float) -> np.ndarray:
    array = X.copy()
    array[place] = value
    return array


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_what_is_not_finite_is_found_first(bad: float) -> None:
    """NaN and infinity are reported with their place before any other difference."""
    array = 2 * X
    array[2, 3] = bad
    failure = failure_of(expect_array, array, X, what="out")
    assert failure.what == "out[2, 3]"
    assert failure.observed == f"{bad:g} (1 of 20 entries differ)"
    assert failure.expected == f"{X[2, 3]:.6g}"


def test_a_difference_has_a_place_and_a_factor() -> None:
    """The first differing entry is reported with its place, its factor, and the number of differing entries."""
    array = X.copy()
    array[1:] *= 0.7
    failure = failure_of(expect_array, array, X, what="out")
    assert failure.what == "out[1, 0]"
    assert failure.observed == f"{0.7 * X[1, 0]:.6g}, which is 0.7 times that (15 of 20 entries differ)"
    assert failure.expected == f"{X[1, 0]:.6g}"


def test_a_difference_from_zero_has_no_factor() -> None:
    """A difference from zero is not reported as a multiple."""
    assert failure_of(expect_array, np.array([0.0, 2.0]), np.zeros(2)).observed == "2 (1 of 2 entries differ)"
    assert failure_of(expect_array, np.array([1.0, 0.0]), np.ones(2)).observed == "0 (1 of 2 entries differ)"


def test_a_single_entry_needs_no_count() -> None:
    """A 0-dimensional array is reported without a place and a count of entries."""
    failure = failure_of(expect_array, np.array(3.0), np.array(2.0), what="the loss")
    assert (failure.what, failure.observed, failure.expected) == ("the loss", "3, which is 1.5 times that", "2")


@pytest.mark.parametrize(
    ("observed", "named"),
    [
        (0.7 * X, ["keep", "yes"]),
        ((0.7 * X).astype(np.float32), ["keep", "yes"]),
        (np.full(SHAPE, 3.0), ["three", "yes"]),
        (X + 5, ["yes"]),
        (np.ones((2, 2)), ["yes", "shape"]),
        ([1.0], ["yes"]),
    ],
)
def test_a_wrong_array_names_what_gives_it(observed: object, named: list[str]) -> None:
    """An array or a number that a mistake would give is recognised, even by a wrong shape."""
    mistakes = {
        "keep": 0.7 * X, "three": 3.0, "yes": True, "no": False, "none": None, "shape": np.ones((2, 2)),
        "nan": X * np.nan,
    }  # fmt: skip
    assert list(failure_of(expect_array, observed, X, mistakes=mistakes).mistakes) == named


def test_a_list_is_called_a_list() -> None:
    """The most common odd value, a list, has its own message."""
    assert failure_of(expect_array, X.tolist(), X).observed == "a list, not a NumPy array"


def test_expected_infinities_may_be_returned() -> None:
    """If infinity is the right value, it passes."""
    expect_array(np.array([np.inf, -np.inf, 1.0]), np.array([np.inf, -np.inf, 1.0]))


def test_a_wrong_array_keeps_its_example() -> None:
    """The failure contains the corner of the example that the suite gave."""
    assert failure_of(expect_array, 2 * X, X, example=(X, 2 * X)).example is not None


# Forms.


@pytest.mark.parametrize("dtype", [np.float64, np.float32, int])
def test_like_takes_shape_and_dtype_alone(dtype: type) -> None:
    """Any finite values pass with the right shape and dtype, and the array is returned."""
    x: np.ndarray = np.ones(SHAPE, dtype)
    zeros: np.ndarray = np.zeros(SHAPE, dtype)
    assert expect_like(zeros, x, mistakes=["never"], dtype_mistakes=["never"]) is zeros


@pytest.mark.parametrize(
    ("observed", "what", "named"),
    [
        (None, "out", ("form",)),
        (X.tolist(), "out", ("form",)),
        (X.T, "the shape of out", ("form",)),
        (X[:1], "the shape of out", ("form",)),
        (X.astype(np.float32), "the dtype of out", ("dtype",)),
        (X > 0, "the dtype of out", ("dtype",)),
        (X * np.nan, "out", ()),
        (X * np.inf, "out", ()),
    ],
)
def test_like_names_what_is_unlike(observed: object, what: str, named: tuple[str, ...]) -> None:
    """A wrong type or shape names the mistakes of form, a wrong dtype those of dtype, and NaN none."""
    failure = failure_of(expect_like, observed, X, mistakes=["form"], dtype_mistakes=["dtype"])
    assert (failure.what, failure.mistakes) == (what, named)


def test_a_pair_passes_whatever_it_holds() -> None:
    """Only the number of members counts, in a tuple or in a list."""
    assert expect_pair((X, None)) == expect_pair([X, None]) == (X, None)
    assert expect_pair((1,), ("loss",)) == (1,)


@pytest.mark.parametrize(
    ("observed", "words"),
    [
        ([X, X, X], "a list of 3"),
        (X, f"an array of shape {SHAPE} and dtype float64"),
        ((X,), "a tuple of 1"),
        (None, "None"),
    ],
)
def test_what_is_no_pair_is_described(observed: object, words: str) -> None:
    """An array, or a tuple or list of another length, is not a pair; the message names the expected members."""
    failure = failure_of(expect_pair, observed, mistakes=["bare"], what="what evaluation returns")
    assert (failure.observed, failure.expected, failure.mistakes) == (words, "a tuple (out, mask)", ("bare",))


@pytest.mark.parametrize("odd", [name for name, value in ODD.items() if value is not None])
def test_only_none_is_none(odd: str) -> None:
    """Zeros, empty arrays and False are not None."""
    assert failure_of(expect_none, ODD[odd], what="the mask", mistakes=["mask"]).mistakes == ("mask",)


def test_none_passes() -> None:
    """None is None."""
    expect_none(None, what="the mask")


# Comparing results.


@pytest.mark.parametrize("first", ODD)
def test_any_two_results_can_be_compared(first: str) -> None:
    """Every value is equal to itself, and comparing it with any other gives the same bool in both directions."""
    assert alike(ODD[first], ODD[first])
    for other in ODD.values():
        assert alike(ODD[first], other) is alike(other, ODD[first])


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (X, X.copy()),
        (X * np.nan, X * np.nan),
        (np.zeros(3), -np.zeros(3)),
        (float("nan"), float("nan")),
        ((X, None), (X.copy(), None)),
        ([X, [1, 2]], [X.copy(), [1, 2]]),
        ({"a": X}, {"a": X.copy()}),
        (Foreign("an object"), Foreign("an object")),
        (2**255, 2**255),
    ],
)
def test_equal_results_are_alike(a: object, b: object) -> None:
    """Two results with the same values are equal, however deeply the arrays are nested, and NaN equals NaN."""
    assert alike(a, b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (X, X[:1]),
        (X, 2 * X),
        (X, X.tolist()),
        ((X, None), (2 * X, None)),
        ((X, None), (X, None, None)),
        ((X,), [X]),
        ({"a": X}, {"b": X}),
        (None, 0),
        (True, 1),
        (Foreign("an object"), "an object"),
    ],
)
def test_other_results_are_not_alike(a: object, b: object) -> None:
    """Another value, shape, length, key or type makes two results different."""
    assert not alike(a, b)
