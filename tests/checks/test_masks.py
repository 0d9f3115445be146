"""Expectations on masks: survivors, factors, axes along which coins are shared, and masks as they are returned."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain, combinations

import numpy as np
import pytest

from dropgrade.checks import (
    UNEVEN,
    CheckFailed,
    constant_axes,
    expect_axes,
    expect_different,
    expect_mask,
    expect_same_zeros,
    expect_scale,
    kept,
    kept_scale,
    own_coins,
    probe,
)
from tests.checks.odd_values import ARRAYS, ODD, SHAPE, X
from tests.checks.test_arrays import failure_of

ON = np.random.default_rng(2).random(SHAPE) >= 0.3
MISTAKES: dict[str, object] = {"factor": 1.0, "uneven": UNEVEN, "yes": True, "no": False, "none": None}
EXPECTATIONS: dict[str, Callable[[object], object]] = {
    "kept": lambda value: kept(value, X),
    "kept_scale": lambda value: kept_scale(value, X),
    "expect_scale": lambda value: expect_scale(value, X, 1 / 0.7, mistakes=MISTAKES),
    "expect_mask": lambda value: expect_mask(
        value, SHAPE, ON, mistakes={"factor": 1.5, "shape": (1, 5), "yes": True, "no": False, "none": None}
    ),
}
AXES = list(chain.from_iterable(combinations(range(4), n) for n in range(5)))
BOX = (9, 40, 11, 12)


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("expectation", EXPECTATIONS)
def test_an_odd_value_breaks_nothing(expectation: str, odd: str) -> None:
    """Whatever a submission returns passes as an array of the right shape or fails with words, and nothing else."""
    value = ODD[odd]
    try:
        EXPECTATIONS[expectation](value)
    except CheckFailed as failure:
        words = (failure.what, failure.observed, failure.expected)
        assert all(words)
    else:
        assert isinstance(value, np.ndarray)
        assert value.shape == SHAPE


@pytest.mark.parametrize("odd", ARRAYS)
def test_the_axes_of_odd_arrays_can_be_described(odd: str) -> None:
    """Axes, coins and zeros of any array can be looked at, whatever its shape and dtype."""
    array = ARRAYS[odd]
    assert set(constant_axes(array)) <= set(range(array.ndim))
    assert own_coins(array).ndim == array.ndim
    expect_same_zeros(array, array, what="the zeros")


# Inputs and survivors.


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_a_probe_lies_in_1_to_2(dtype: type[np.floating]) -> None:
    """Probes have the dtype asked for and lie in [1, 2), so that zero can only be a drop and factors are exact."""
    x = probe((200, 300), np.random.default_rng(0), dtype)
    assert x.dtype == dtype
    assert x.min() >= 1
    assert x.max() < 2


def test_a_probe_is_irregular() -> None:
    """No two entries of a probe are alike, and equal generators give equal probes."""
    x = probe((50, 60), np.random.default_rng(0))
    assert np.unique(x).size == x.size
    assert np.array_equal(x, probe((50, 60), np.random.default_rng(0)))


def test_kept_is_where_the_output_is_not_zero() -> None:
    """Survivors are distinguished from drops by zeros alone, of either sign."""
    out = np.where(ON, X / 0.7, -0.0)
    assert np.array_equal(kept(out, X), ON)
    assert kept(out, X).dtype == bool


@pytest.mark.parametrize("factor", [1.0, 1 / 0.7, 0.7, -2.0])
def test_the_scale_is_read_off_the_survivors(factor: float) -> None:
    """The factor on the survivors is exact but for rounding."""
    assert kept_scale(ON * X * factor, X) == pytest.approx(factor, rel=1e-12)


def test_without_survivors_there_is_no_scale() -> None:
    """An output of zeros fails, for nothing can be read off it."""
    assert failure_of(kept_scale, np.zeros(SHAPE), X).observed == "every entry is zero"


# Factors.


@pytest.mark.parametrize("x", [X, X.astype(np.float32)], ids=["float64", "float32"])
def test_the_right_factor_passes(x: np.ndarray) -> None:
    """Rounding of the output's own dtype is no mistake."""
    expect_scale((ON * x / np.asarray(0.7, x.dtype)).astype(x.dtype), x, 1 / 0.7, mistakes={"never": True})


@pytest.mark.parametrize(
    ("out", "named", "observed"),
    [
        (ON * X, ["no_scaling"], "1"),
        (ON * X * 0.7, ["keep"], "0.7"),
        (ON * X / 0.49, ["twice"], "2.04082"),
        (ON * X * 1.1, [], "1.1"),
        (ON * X / -0.7, [], "-1.42857"),
        (ON * (X + 1), ["noisy"], f"between {((X + 1) / X)[ON].min():.6g} and {((X + 1) / X)[ON].max():.6g}"),
    ],
)
def test_a_wrong_factor_names_what_gives_it(out: np.ndarray, named: list[str], observed: str) -> None:
    """An even factor names the mistakes with that factor, an uneven one those that make it uneven."""
    mistakes = {"no_scaling": 1.0, "keep": 0.7, "twice": 1 / 0.49, "noisy": UNEVEN, "none": None, "no": False}
    failure = failure_of(expect_scale, out, X, 1 / 0.7, mistakes=mistakes)
    assert list(failure.mistakes) == named
    assert (failure.observed, failure.expected) == (observed, "1.42857")
    assert failure.example is not None


def test_one_wrong_survivor_is_enough() -> None:
    """A single entry with another factor makes the factors uneven."""
    out = ON * X / 0.7
    out[tuple(np.argwhere(ON)[-1])] *= 1.001
    assert failure_of(expect_scale, out, X, 1 / 0.7, mistakes={"noisy": UNEVEN}).mistakes == ("noisy",)


# Axes.


@pytest.mark.parametrize("shared", AXES, ids=str)
def test_shared_axes_are_seen(shared: tuple[int, ...]) -> None:
    """For every combination of axes, coins shared along them are recognised, counted once, and nothing else passes."""
    drawn = tuple(1 if axis in shared else n for axis, n in enumerate(BOX))
    coins = np.random.default_rng(3).random(drawn) >= 0.3
    heads = np.broadcast_to(coins, BOX)
    if len(shared) < len(BOX):
        assert np.array_equal(own_coins(heads), coins)
    assert np.array_equal(own_coins(heads, shared), coins)
    assert constant_axes(heads) == shared
    expect_axes(heads, reversed(shared), mistakes={"never": True})
    for other in AXES:
        if other != shared:
            failure = failure_of(
                expect_axes, heads, other, mistakes={"this": shared[::-1], "that": other, "none": None}
            )
            assert failure.mistakes == ("this",)


@pytest.mark.parametrize("full", [np.ones((4, 5), bool), np.zeros((4, 5), bool)])
def test_where_all_coins_are_alike_each_counts(full: np.ndarray) -> None:
    """A mask of ones or zeros tells nothing about sharing, so that every entry counts as a coin."""
    assert own_coins(full).shape == (4, 5)
    assert constant_axes(full) == (0, 1)


def test_axes_of_length_one_share_nothing() -> None:
    """An axis with one entry is never called shared."""
    assert constant_axes(np.array([[True, False]])) == ()
    expect_axes(np.array([[True, False]]), ())


@pytest.mark.parametrize(
    ("shared", "words"), [((), "none"), ((1,), "axis 1"), ((0, 2), "axes 0 and 2"), ((0, 1, 3), "axes 0 and 1 and 3")]
)
def test_axes_are_named_in_words(shared: tuple[int, ...], words: str) -> None:
    """The message names the axes that were found and those that were expected."""
    drawn = tuple(1 if axis in shared else n for axis, n in enumerate(BOX))
    heads = np.broadcast_to(np.random.default_rng(4).random(drawn) >= 0.3, BOX)
    assert failure_of(expect_axes, heads, (2, 3)).observed == words
    assert failure_of(expect_axes, heads, (3, 2)).expected == "axes 2 and 3"


@pytest.mark.parametrize(("value", "named"), [(True, ("m",)), (False, ()), (None, ())])
def test_the_suite_may_decide_about_axes(value: object, named: tuple[str, ...]) -> None:
    """Among axes too a bool is the suite's verdict and None explains nothing."""
    assert failure_of(expect_axes, ON, (0,), mistakes={"m": value}).mistakes == named


# Two results.


@pytest.mark.parametrize("pair", [(X, X.copy()), (None, None), ((X, None), (X.copy(), None)), (X * np.nan, X * np.nan)])
def test_the_same_twice_fails(pair: tuple[object, object]) -> None:
    """Two equal results are not fresh, whatever they are."""
    failure = failure_of(expect_different, *pair, what="two calls", mistakes=["frozen"])
    assert (failure.observed, failure.mistakes) == ("the same twice", ("frozen",))


@pytest.mark.parametrize("pair", [(X, 2 * X), (X, X[:1]), (X, None), ((X, None), (X, X))])
def test_two_that_differ_pass(pair: tuple[object, object]) -> None:
    """A difference in a value, a shape or a member is enough."""
    expect_different(*pair, what="two calls", mistakes=["frozen"])


def test_zeros_in_the_same_places_pass() -> None:
    """Only zeros count: values, dtype and a mask that broadcasts make no difference."""
    expect_same_zeros(ON * X, ON, what="the zeros", mistakes={"never": True})
    expect_same_zeros(np.broadcast_to(ON[:1], SHAPE), ON[:1], what="the zeros")


def test_zeros_in_other_places_are_counted() -> None:
    """The message says in how many places two arrays differ, and names what the suite decided."""
    other = ON.copy()
    other[0] = ~other[0]
    failure = failure_of(
        expect_same_zeros, ON, other, what="the zeros", mistakes={"yes": True, "no": False, "none": None}
    )
    assert (failure.observed, failure.mistakes) == ("5 of 20 places differ", ("yes",))


def test_zeros_of_other_shapes_fail() -> None:
    """Arrays whose shapes do not go together have no places in common."""
    failure = failure_of(expect_same_zeros, X, X.T, what="the zeros", mistakes={"yes": True})
    assert failure.observed == "shapes (4, 5) and (5, 4)"


# Masks as they are returned.


@pytest.mark.parametrize("dtype", [bool, np.int8, np.uint8, int, np.float16, np.float32, float, complex])
def test_a_mask_may_have_any_dtype(dtype: type) -> None:
    """0 and 1 may be bools or numbers of any kind; they come back as bools."""
    mask = expect_mask(ON.astype(dtype), SHAPE, ON, mistakes={"never": True})
    assert mask.dtype == bool
    assert np.array_equal(mask, ON)


@pytest.mark.parametrize("full", [np.zeros(SHAPE), np.ones(SHAPE)])
def test_a_mask_may_be_all_alike(full: np.ndarray) -> None:
    """Whether the coins are right is another check's matter."""
    expect_mask(full, SHAPE)


def test_a_shared_mask_is_laid_over_the_survivors() -> None:
    """A mask with axes of length 1 is compared with all entries that share it."""
    shared = ON[:, :1]
    expect_mask(shared, (4, 1), np.broadcast_to(shared, SHAPE))
    assert failure_of(expect_mask, shared, (4, 1), ON).observed == "it is not 1 exactly where an entry survived"


@pytest.mark.parametrize(
    ("mask", "what", "observed", "named"),
    [
        (ON / 0.7, "the values in the mask", "0 and 1.42857", ("scaled", "yes")),
        ((ON / 0.7).astype(np.float32), "the values in the mask", "0 and 1.42857", ("scaled", "yes")),
        (ON * -1, "the values in the mask", "0 and -1", ("yes",)),
        (ON * X, "the values in the mask", "several values besides 0", ("yes",)),
        (ON * np.nan, "the values in the mask", "several values besides 0", ("yes",)),
        (ON[:1], "the mask", "an array of shape (1, 5) and dtype bool", ("row", "yes")),
        (ON.T, "the mask", "an array of shape (5, 4) and dtype bool", ("yes",)),
        (ON.tolist(), "the mask", "a list of 4", ("yes",)),
        (None, "the mask", "None", ("yes",)),
        (~ON, "the mask", "it is not 1 exactly where an entry survived", ("yes",)),
    ],
)
def test_a_wrong_mask_names_what_gives_it(mask: object, what: str, observed: str, named: tuple[str, ...]) -> None:
    """A mistake is recognised by the value in place of 1, by the shape, or by the suite."""
    mistakes = {"scaled": 1 / 0.7, "row": (1, 5), "yes": True, "no": False, "none": None}
    failure = failure_of(expect_mask, mask, SHAPE, ON, mistakes=mistakes)
    assert (failure.what, failure.observed, failure.mistakes) == (what, observed, named)
