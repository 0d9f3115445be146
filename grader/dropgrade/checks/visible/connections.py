"""Which weights of a linear layer were used, determined from its outputs.

The batch holds two unit matrices and rows of ones. So y shows the weights twice: a difference between the two belongs
to single samples, and a zero in a row of ones is an output that was dropped.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from dropgrade.checks.arrays import expect_array, expect_like
from dropgrade.checks.dropout.function import Generator, expect_order, parts
from dropgrade.checks.failure import Array, expect_that
from dropgrade.checks.inputs import probe
from dropgrade.checks.masks import constant_axes
from dropgrade.checks.student import Student

ONES: Final = 40


@dataclass(frozen=True)
class Connections:
    """Determines the weights that a forward call `(student, x, w, b, p, training, rng)` to (y, mask) used."""

    forward: Callable[..., object]

    def raw(self, student: Student, w: Array, rng: Generator | None, p: float, *, training: bool) -> object:
        """Return the result of the forward call with the batch and no bias."""
        unit = np.eye(len(w), dtype=w.dtype)
        batch = np.concatenate([unit, unit, np.ones((ONES, len(w)), w.dtype)])
        return self.forward(student, batch, w, np.zeros(w.shape[1], w.dtype), p, training, rng)

    def view(self, student: Student, w: Array, rng: Generator | None, p: float, training: bool) -> tuple[Array, object]:  # noqa: FBT001 - a view's
        """Return the weights that y was computed from, and the mask as it came."""
        result = self.raw(student, w, rng, p, training=training)
        expect_that(training or result is not None, what="what evaluation returns", observed="None",
                    expected="the pair (y, None)", mistakes=["nothing_at_evaluation"])  # fmt: skip
        y, mask = parts(result)
        kept = isinstance(y, np.ndarray) and y.dtype in (np.float16, np.float32)
        y = expect_like(y, np.empty((2 * len(w) + ONES, w.shape[1]), y.dtype if kept else np.float64), what="y")
        missing = what_is_missing(y, len(w)) if training else ""
        expect_that(not missing, what="what is missing from y", observed=missing.replace("_", " "),
                    expected="the same weights in every sample, and nothing else", mistakes=[missing])  # fmt: skip
        return y[: len(w)], mask

    def expect_one_mask_for_samples(self, student: Student, w: Array, rng: Generator, p: float) -> None:
        """Expect all samples to lose the same weights."""
        y = parts(self.raw(student, w, rng, p, training=True))[0]
        if not isinstance(y, np.ndarray) or y.ndim != w.ndim or what_is_missing(y, len(w)):
            return  # tested by another check
        same = np.array_equal(y[: len(w)], y[len(w) : 2 * len(w)])
        expect_that(same, what="the weights that two samples lose", observed="different ones in each",
                    expected="the same, as all samples share one mask", mistakes=["one_mask_per_sample"])  # fmt: skip

    def expect_bias(self, student: Student, rng: Generator, p: float) -> None:
        """Expect the bias to be neither dropped nor scaled in training, seen where x is zero."""
        w, b = probe((6, 50), rng), probe((50,), rng)
        result = self.forward(student, np.zeros((ONES, 6)), w, b, p, True, rng)  # noqa: FBT003 - training
        y, right = parts(result)[0], np.tile(b, (ONES, 1))
        like = isinstance(y, np.ndarray) and y.shape == right.shape
        masked = like and bool(y.any() and 0 in y[0] and (y == y[0]).all())
        names = {"masks_bias": masked, "scales_bias": right / (1 - p), "forgets_bias": 0}
        expect_array(y, right, what="y where x is zero", mistakes=names)
        if not isinstance(result, np.ndarray):
            expect_order(result)

    def expect_no_weights_for_mask(self, student: Student, w: Array, rng: Generator, p: float) -> None:
        """Expect a mask that holds its own values and not those of the weights, after y and not before it."""
        result = self.raw(student, w, rng, p, training=True)
        expect_order(result)
        y, mask = parts(result)
        if isinstance(mask, np.ndarray) and mask.shape == w.shape and isinstance(y, np.ndarray):
            held = any(each.shape == w.shape and np.allclose(mask, each) for each in (w * (mask != 0), y[: len(w)]))
            expect_that(not held, what="the values in the mask", observed="those of the weights", expected="0 and 1",
                        mistakes=["returns_weights"])  # fmt: skip


def what_is_missing(y: Array, inputs: int) -> str:
    """Return the mistake that explains where y has zeros; empty if single weights are missing."""
    on, ones = y[:inputs] != 0, y[2 * inputs :] != 0
    if np.array_equal(on, y[inputs : 2 * inputs] != 0):
        return ""
    if 1 in constant_axes(on):
        return "drops_inputs" if ones.all() else "drops_samples"
    return "" if ones.all() else "drops_outputs"
