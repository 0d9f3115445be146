"""Which rows of a batch were blended with which, and by which weights.

Every row begins with a mark of its own: x with a row of the unit matrix, y with a share of one. In a blend the marks
show what it was made of, and the rest of the row says whether it was made of the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from dropgrade.checks.dropout.function import Generator
from dropgrade.checks.failure import Array
from dropgrade.checks.inputs import probe

SHARE: Final = 0.6
"""Of a label that marks its row."""
NONE: Final = 1e-9
CLOSE: Final = 1e-6


def marked_batch(rng: Generator, n: int) -> tuple[Array, Array]:
    """Rows x and soft labels y, which each begin with a mark of their own."""
    x = np.hstack([np.eye(n), probe((n, 5), rng)])
    y = np.hstack([SHARE * np.eye(n), (1 - SHARE) * rng.dirichlet(np.ones(3), size=n)])
    return x, y


@dataclass(frozen=True)
class Blend:
    """How the rows of a result were made, from the rows `given`, whose marks have the size `unit`."""

    out: Array
    given: Array
    unit: float = 1.0

    @property
    def weights(self) -> Array:
        """The weight of each given row in each row of the result, as (n, n)."""
        return np.asarray(self.out[:, : len(self.given)] / self.unit)

    @property
    def _others(self) -> Array:
        return np.asarray(np.where(abs(self.weights) > NONE, self.weights, 0) * (1 - np.eye(len(self.given))))

    @property
    def _mixed(self) -> Array:
        return np.asarray(self._others.any(axis=1))

    @property
    def is_mixed(self) -> bool:
        """Whether any row has something of another."""
        return bool(self._mixed.any())

    @property
    def own(self) -> Array:
        """The weight of each mixed row in itself."""
        return np.asarray(np.diagonal(self.weights)[self._mixed])

    @property
    def other(self) -> Array:
        """The weight of all others in each mixed row."""
        return np.asarray(self._others.sum(axis=1)[self._mixed])

    @property
    def partners(self) -> Array:
        """The number of the row that each row was blended with; its own where it is not mixed."""
        return np.where(self._mixed, (self._others != 0).argmax(axis=1), np.arange(len(self.given)))

    @property
    def is_linear(self) -> bool:
        """Whether the rest of every row was made with the weights that its marks have."""
        n = len(self.given)
        return bool(np.allclose(self.weights @ self.given[:, n:], self.out[:, n:], rtol=CLOSE, atol=CLOSE))

    @property
    def is_of_two(self) -> bool:
        """Whether every row was made of itself and at most one other row."""
        return self.is_linear and bool(((self._others != 0).sum(axis=1) <= 1).all())


def order_of(partners: Array) -> str:
    """What the order of the partners is in place of a random permutation; empty where it may be one."""
    n, distinct = len(partners), np.unique(partners).size
    if distinct < n:
        return f"{distinct} of {n} rows are a partner"
    if np.array_equal(partners, np.arange(n)[::-1]):
        return "the batch from its end to its beginning"
    return "the next rows, all by the same step" if is_one((partners - np.arange(n)) % n) else ""


def is_one(values: Array) -> bool:
    """Whether all numbers are the same."""
    return bool(np.ptp(np.asarray(values, float)) < NONE)


def one_number(value: object) -> float:
    """A plain number, or the first of a vector of them; NaN for anything else."""
    values = np.asarray(value, float) if isinstance(value, int | float | np.ndarray | np.generic) else np.empty(0)
    return float(values.flat[0]) if values.size and values.size == max(values.shape, default=1) else np.nan
