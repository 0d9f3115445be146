"""Expectations on numbers in any layout and on rows in any order, and the formulas that several suites share."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations
from typing import Any

import numpy as np
import pytest
from scipy import special

from dropgrade.checks import CheckFailed
from dropgrade.checks.adam import new_weights, root_of_square, stored_averages
from dropgrade.checks.behaviour import ignores, varies
from dropgrade.checks.entropy import ENTROPIES, entropy
from dropgrade.checks.finite_numbers import expect_growing, expect_int, expect_numbers
from dropgrade.checks.readings import same_numbers
from dropgrade.checks.rows_in_any_order import expect_rows
from dropgrade.checks.softmax import CROSS_ENTROPIES, cross_entropy, log_softmax, softmax
from tests.checks.odd_values import ODD
from tests.checks.test_arrays import failure_of

ORDERS = np.array([*permutations(range(3))])
MISTAKES: dict[str, Any] = {
    "first_missing": ORDERS[1:],
    "one_or_two": [ORDERS[:1], ORDERS[:2]],
    "from_one": ORDERS + 1,
    "decided": False,
}
EXPECTATIONS: dict[str, Callable[[object], object]] = {
    "expect_numbers": lambda value: expect_numbers(value, what="it"),
    "expect_int": lambda value: expect_int(value, what="it"),
    "expect_rows": lambda value: expect_rows(value, ORDERS, what="them", mistakes=MISTAKES),
    "same_numbers": lambda value: same_numbers(value, 1.5) or failure_of(EXPECTATIONS["expect_int"], "no number"),
}


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("expectation", EXPECTATIONS)
def test_an_odd_value_breaks_nothing(expectation: str, odd: str) -> None:
    """Whatever a submission returns passes or fails with words, and nothing else."""
    try:
        EXPECTATIONS[expectation](ODD[odd])
    except CheckFailed as failure:
        words = (failure.what, failure.observed, failure.expected)
        assert all(words)


@pytest.mark.parametrize("value", [2, 2.0, [2.0, 3], np.array([[2.0], [3.0]]), np.array([2, 3])])
def test_numbers_come_in_any_layout(value: object) -> None:
    """A number, a list and an array hold the same numbers."""
    assert expect_numbers(value, what="it").tolist() == [2.0, 3.0][: np.size(value)]
    assert failure_of(expect_numbers, value, what="it", size=5).expected == "5 finite numbers"


def test_what_is_not_finite_has_a_mistake_of_its_own() -> None:
    """The mistakes are for NaN and infinity, and not for something that is no number at all."""
    names = [failure_of(expect_numbers, value, what="it", mistakes=["nan"]).mistakes for value in ([np.nan], "text")]
    assert names == [("nan",), ()]


def test_the_place_where_numbers_do_not_grow_is_shown() -> None:
    """Numbers have to grow along the first axis, and the two that do not are in the report."""
    grow = np.array([[0.0, 1.0], [0.5, 2.0], [0.6, 3.0]])
    expect_growing(grow, what="they", start=0)
    assert failure_of(expect_growing, grow, what="they", start=0.5).observed == "0"
    assert failure_of(expect_growing, grow, what="they", least=0.2).observed == "0.6 after 0.5"
    assert failure_of(expect_growing, grow[::-1], what="they").observed == "0.5 after 0.6"


def test_a_float_is_not_an_int() -> None:
    """A whole number of Python's or of NumPy's passes; one in floating point has its mistake, a bool has none."""
    expect_int(3, what="it")
    expect_int(np.int64(3), what="it")
    assert [failure_of(expect_int, v, what="it", mistakes=["float"]).mistakes for v in (3.0, True)] == [("float",), ()]


def test_rows_come_in_any_order() -> None:
    """The same rows pass in whatever order, as any kind of number."""
    for rows in (ORDERS, ORDERS[::-1], ORDERS.astype(np.float32), np.random.default_rng(1).permutation(ORDERS)):
        assert np.array_equal(expect_rows(rows, ORDERS, what="them", mistakes=MISTAKES), rows)
    bits = np.array([[False], [True]])
    assert expect_rows(bits, bits.astype(int), what="them", mistakes={}).tolist() == [[0], [1]]


@pytest.mark.parametrize(
    ("value", "names", "observed"),
    [
        (ORDERS[:0:-1], {"first_missing"}, "(5, 3), without [0 1 2]"),
        (ORDERS[:1], {"one_or_two"}, "(1, 3)"),
        (ORDERS[:2], {"one_or_two"}, "(2, 3)"),
        (ORDERS + 1, {"from_one"}, "1, 2, 3"),
        (ORDERS[[0, 1, 2, 3, 4, 4]], set(), "5, without [2 1 0]"),
        (ORDERS.tolist(), {"list_for_array"}, "a list of 6"),
        (ORDERS.T, set(), "(3, 6)"),
    ],
)
def test_wrong_rows_are_explained(value: object, names: set[str], observed: str) -> None:
    """The rows that a mistake gives are known in any order, and what is missing is shown where it is one row."""
    failure = failure_of(expect_rows, value, ORDERS, what="them", mistakes=MISTAKES)
    assert (set(failure.mistakes), failure.observed) == (names, observed)


def test_calls_are_compared_with_themselves_and_with_others() -> None:
    """A function that draws varies, one that leaves an argument out ignores it, and one that fails does neither."""
    draws, first, fails = np.random.default_rng(1).random, lambda a, _: a, lambda *_: None
    assert [varies(call, 3) for call in (draws, abs)] == [True, False]
    assert [ignores(call, (1, 2), (1, 3)) for call in (first, max, fails)] == [True, False, False]


@pytest.mark.parametrize("axis", [-1, 0, None])
def test_softmax_is_scipys(axis: int | None) -> None:
    """Softmax and its logarithm are SciPy's, for scores of any size."""
    scores = np.random.default_rng(1).normal(size=(3, 4)) * 1000
    assert np.allclose(softmax(scores, axis), special.softmax(scores, axis))
    assert np.allclose(log_softmax(scores, axis), special.log_softmax(scores, axis))


def test_mistakes_in_a_cross_entropy_show() -> None:
    """The loss of one-hot labels is the mean of -log p of the right classes, and that of no mistake."""
    rng = np.random.default_rng(2)
    logits, right = rng.normal(size=(5, 3)), rng.integers(0, 3, 5)
    labels, log_p = np.eye(3)[right], special.log_softmax(logits, axis=1)
    assert np.isclose(cross_entropy(labels, logits), -log_p[np.arange(5), right].mean())
    losses = [cross_entropy(labels, logits, **changes) for changes in CROSS_ENTROPIES.values()]
    assert not any(np.allclose(loss, cross_entropy(labels, logits)) for loss in losses)


def test_mistakes_in_an_entropy_show() -> None:
    """The entropy is SciPy's, also where probabilities are 0 and 1, and that of no mistake."""
    p = np.array([[0.5, 0.5, 0.0], [1.0, 0.0, 0.0], [0.2, 0.3, 0.5]])
    assert np.allclose(entropy(p), special.entr(p).sum(axis=-1))
    wrong = [np.asarray(entropy(p, **changes)) for changes in ENTROPIES.values()]
    assert not any(each.shape == (3,) and np.allclose(each, entropy(p)) for each in wrong)


def test_a_step_of_adam_is_that_of_the_paper() -> None:
    """The first reading is the right one, number by number, and no other one is the same."""
    w, grad, m, v, t, lr = 0.7, -0.4, 0.2, 0.05, 3, 0.01
    m_new, v_new = 0.9 * m + 0.1 * grad, 0.999 * v + 0.001 * grad**2
    root = (v_new / (1 - 0.999**4)) ** 0.5 + 1e-8
    state = t, np.array([m]), np.array([v])
    (_, stored), *others = stored_averages(state, np.array([grad]))
    assert np.allclose(np.ravel(stored), [m_new, v_new])
    assert not any(np.allclose(other, stored) for _, other in others)
    assert np.allclose(root_of_square(state, np.array([grad])), root)
    names, right = next(new_weights(np.array([w]), np.array([grad]), state, lr))
    assert not names
    assert np.allclose(right, w - lr * m_new / (1 - 0.9**4) / root)
