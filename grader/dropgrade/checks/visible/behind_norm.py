"""A batch norm with known mistakes, and which values were dropped before or after it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np

from dropgrade.checks.by_formula import expect_by_formula
from dropgrade.checks.failure import Array

EPSILON: Final = 1e-5
MOMENTS: Final[dict[str, Any]] = {
    "along_features": {"axis": 1},
    "one_number_for_all": {"axis": None},
    "divides_by_n_minus_one": {"ddof": 1},
}
"""How mistakes in the moments of a batch change `norm` or any other function with axis and ddof."""
NORM: Final[dict[str, Any]] = {
    **MOMENTS,
    "divides_by_variance": {"root": lambda v: v},
    "no_norm": {"root": None},
}
"""How mistakes change `norm`."""


def norm(
    a: Array,
    seen: Array,
    *,
    axis: int | None = 0,
    ddof: int = 0,
    root: Callable[[Array], Array] | None = np.sqrt,
    epsilon: float = EPSILON,
) -> Array:
    """Normalize by the mean and the variance of the values in `seen`; without a root, return the input."""
    if root is None:
        return a
    mean, variance = seen.mean(axis=axis, keepdims=True), seen.var(axis=axis, ddof=ddof, keepdims=True)
    return np.asarray((a - mean) / root(variance + epsilon))


def agree(observed: object, expected: Array, rtol: float) -> bool:
    """Whether a result, of any type, is the expected array."""
    like = isinstance(observed, np.ndarray) and observed.shape == expected.shape and observed.dtype.kind == "f"
    return like and bool(np.allclose(observed, expected, rtol=rtol, atol=rtol * 1e-3))  # type: ignore[arg-type]


def where_kept(out: Array, x: Array) -> Array:
    """Return which entries of a positive x survived: in each feature (or sample), all dropped ones are equal.

    If only one was dropped, it lies where the straight line through the others meets x = 0.
    """
    for turn in (np.asarray, np.transpose):
        values, given = turn(out), turn(x)
        order = np.argsort(values, axis=0)
        ranked, by = np.take_along_axis(values, order, 0), np.take_along_axis(given, order, 0)
        same = ranked[1:] == ranked[:-1]
        alone = ranked[-1] - (ranked[-1] - ranked[-2]) / (by[-1] - by[-2]) * by[-1]
        lost = np.where(same.any(axis=0), np.take_along_axis(ranked, same.argmax(axis=0)[None], 0)[0], alone)
        dropped = (values == 0) | np.isclose(values, lost, rtol=0, atol=1e-9)
        if dropped.any():
            break
    return np.asarray(turn(~dropped))


def expect_beside_n(
    observed: object,
    formula: Callable[..., Any],
    mistakes: Mapping[str, Any],
    *args: object,
    what: str,
    rtol: float,
    also: Mapping[str, bool] | None = None,
    is_random: bool = False,
) -> None:
    """Expect what a formula gives, whether its variances divide by N or by N - 1: that is one check's matter alone."""
    if not agree(observed, formula(*args, ddof=1), rtol):
        expect_by_formula(observed, formula, mistakes, *args, what=what, rtol=rtol, also=also, is_random=is_random)
