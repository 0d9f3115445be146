"""What is left of the hidden units of a network, determined from its answers.

Each unit has two inputs. With output weights that form a geometric series, one answer reveals all coins of a sample.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from dropgrade.checks.dropout.function import Generator, View
from dropgrade.checks.failure import Array, expect_that
from dropgrade.checks.small_network import Params, logit
from dropgrade.checks.student import Student

BASE: Final = 2.5
SCALE: Final = 0.05
BIAS: Final = -0.25
SHIFT: Final = 0.4
NEAR: Final = 0.3
"""The maximum share of the smallest unit that may remain after the others are subtracted."""

Answers = Callable[[Student, Params, Array, float, Generator | None, bool], Array]
"""`(student, params, x, p, rng, training)` to probabilities of shape (N, 1)."""


def hidden_units(answers: Answers) -> View:
    """Return a view of what is left of a hidden layer in the answers of a network."""

    def view(student: Student, h: Array, rng: Generator | None, p: float, training: bool) -> tuple[Array, object]:  # noqa: FBT001 - a view's
        positive = 1 + 0.2 * (h % 1)
        weights = BASE ** -np.arange(h.shape[1])
        seed = None if rng is None else int(rng.integers(2**32))

        def total(chosen: Array) -> Array:
            """Return the sum of each sample's units, with these output weights and the same coins."""
            held = None if seed is None else np.random.default_rng(seed)
            hidden = len(chosen)
            params = {
                "W1": np.vstack([np.eye(hidden)] * 2),
                "b1": np.full(hidden, SHIFT),
                "W2": -SCALE * chosen[:, None],
                "b2": np.array([BIAS]),
            }
            x = np.hstack([(positive - SHIFT) / 2] * 2)
            with np.errstate(all="ignore"):
                seen = answers(student, params, x, p, held, training)
                return np.asarray((BIAS - logit(seen[:, 0])) / SCALE)

        found = _at_once(total(weights), positive * weights, p)
        if found is None:
            found = _one_by_one(np.array([total(unit) for unit in np.eye(h.shape[1])]).T / positive)
        return h * found, None

    return view


def _at_once(total: Array, terms: Array, p: float) -> Array | None:
    """Return the factor on each unit if one answer per sample reveals all coins, else None."""
    known = (1 / (1 - p), 1, *([1 / p] if p > 0 else []), 1 - p, 1 / (1 - p) ** 2, (1 - p) ** -0.5, p)
    for factor in known:
        on, rest = _taken_apart(total / factor, terms)
        if (abs(rest) < NEAR * terms[:, -1:].min()).all():
            return np.asarray(on * factor)
    return None


def _taken_apart(total: Array, terms: Array) -> tuple[Array, Array]:
    """Return which terms add up to the totals, and the remainder; each term is larger than all later ones together."""
    on, rest = np.zeros(terms.shape, bool), total.copy()
    for j in range(terms.shape[1]):
        on[:, j] = rest > (terms[:, j] + terms[:, j + 1 :].sum(axis=1)) / 2
        rest -= on[:, j] * terms[:, j]
    return on, rest


def _one_by_one(factors: Array) -> Array:
    """Return the factor on each unit, from one answer for each unit."""
    factors = np.where(abs(factors) < 1e-9, 0, factors)  # noqa: PLR2004 - what rounding leaves
    even = bool(np.ptp(factors) < 1e-6) if np.isfinite(factors).all() else False  # noqa: PLR2004 - likewise
    whole = np.isfinite(factors).all() and (factors >= 0).all() and ((factors == 0).any() or even)
    expect_that(bool(whole), what="the part of hidden units in the answer",
                observed="neither none nor all of them", expected="none or all, times a factor")  # fmt: skip
    return factors
