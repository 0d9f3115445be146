"""Checks of an attention: its weights and its output, at evaluation and in training."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from dropgrade.checks.arrays import expect_array, expect_like, expect_value
from dropgrade.checks.dropout.evaluation import EvaluationChecks
from dropgrade.checks.dropout.function import Generator, rate
from dropgrade.checks.dropout.mistaken_factors import evaluation_factors
from dropgrade.checks.failure import Array, Names, expect_that
from dropgrade.checks.inputs import probe
from dropgrade.checks.readings import choices, expect_explained
from dropgrade.checks.softmax import softmax
from dropgrade.checks.student import Student
from dropgrade.checks.visible.attention import (
    MEMBERS,
    AttentionWeights,
    Qkv,
    both,
    expect_weights_dropped,
    right_weights,
    shapes,
    showing,
)
from dropgrade.checks.visible.members import expect_first

MODES: Final = {True: "in training", False: "at evaluation"}
LARGE, VERY_LARGE = 6.0, 60.0
"""Sizes of queries and keys. With the second one, scores are in the thousands, and exp of them overflows."""


@dataclass(frozen=True)
class Attention(AttentionWeights):
    """The function `(q, k, v, p, training, rng) -> (out, weights)` and its checks.

    `sizes` are the shapes of q, k and v. Lengths that mistakes could mix up should differ.
    """

    sizes: tuple[tuple[int, ...], ...] = ((2, 3, 6, 5), (2, 3, 7, 5), (2, 3, 7, 4))

    def given(self, rng: Generator, size: float = 1.0, dtype: type[np.floating[Any]] = np.float64) -> Qkv:
        """Return irregular queries, keys and values."""
        q, k = (size * rng.normal(size=shape) for shape in self.sizes[:2])
        return q.astype(dtype), k.astype(dtype), probe(self.sizes[2], rng, dtype)

    def expect_formula(self, student: Student, rng: Generator, dropout: EvaluationChecks) -> None:
        """Expect weights = softmax(q k / sqrt(d)) over the keys at evaluation, and out = weights v.

        `dropout` names the mistakes with which an evaluation drops weights.
        """
        self._expect_right(student, self.given(rng), rng, dropout, "weights")

    def expect_large_scores(self, student: Student, rng: Generator, dropout: EvaluationChecks) -> None:
        """Expect no NaN and the right weights for large scores."""
        qkv, what = self.given(rng, VERY_LARGE), "weights, with scores in the thousands"
        weights = both(self.attention(student, *qkv, rate(rng), False, rng))[1]  # noqa: FBT003 - evaluation
        expect_no_nan(weights, what=what, expected="finite numbers", mistakes=["overflows"])
        self._expect_right(student, self.given(rng, LARGE), rng, dropout, "weights, with large scores")
        self._expect_right(student, qkv, rng, dropout, what)

    def _expect_right(self, student: Student, qkv: Qkv, rng: Generator, dropout: EvaluationChecks, what: str) -> None:
        p, (q, k, v) = rate(rng), qkv
        result = both(self.attention(student, *qkv, p, False, rng))  # noqa: FBT003 - evaluation
        swapped = tuple(getattr(value, "shape", ()) for value in result) == shapes(qkv)[::-1]
        expect_first(result[swapped], result, MEMBERS)
        if isinstance(result[1], np.ndarray) and (result[1] == 0).any():
            dropout.expect_evaluation(student, rng)
        out, weights = self.call(student, qkv, rng, p, training=False)
        expect_explained(weights, right_weights(q, k), lambda: weights_by_mistakes(qkv, p), what=what)
        right = np.asarray(weights) @ v
        scaled = {name: right * factor for name, factor in evaluation_factors(p).items() if name}
        expect_array(out, right, what="out, from the weights", mistakes=scaled)

    def expect_sums(self, student: Student, rng: Generator) -> None:
        """Expect each query's weights to add up to 1 at evaluation."""
        qkv, p = self.given(rng), rate(rng)
        both(self.attention(student, *qkv, p, False, rng))  # noqa: FBT003 - evaluation
        weights: Any = self.call(student, qkv, rng, p, training=False)[1]
        sums, by_key, total = (weights.sum(axis=axis) for axis in (-1, -2, (-2, -1)))
        names = {
            "softmax_over_queries": np.allclose(by_key, 1),
            "softmax_over_everything": np.allclose(total, 1) or np.isclose(total.sum(), 1),
        }
        worst = sums.flat[abs(sums - 1).argmax()]
        expect_value(worst, 1.0, what="the sum of a query's weights", mistakes=names)

    def expect_returned_weights(self, student: Student, rng: Generator, shape: tuple[int, ...]) -> None:
        """Expect training to return the weights that out was computed with, after dropping."""
        qkv, p = showing(probe(shape, rng)), rate(rng)
        first, _ = both(self.attention(student, *qkv, p, True, rng))  # noqa: FBT003 - training
        expect_like(first, np.empty(shapes(qkv)[0]))
        plain, (out, weights) = self.undropped(student, qkv), self.call(student, qkv, rng, p, training=True)
        expect_weights_dropped(out, weights, plain, p)
        used = out[..., : shape[-1]]
        on = used != 0
        readings = {
            "returns_undropped_weights": plain,
            "returns_unscaled_weights": plain * on,
            "returns_mask": on * 1.0,
        }
        expect_array(weights, used, what="weights, against those in out", mistakes=readings)

    def expect_dtype(self, student: Student, rng: Generator) -> None:
        """Expect out and weights of float32 for float32 arguments."""
        for training, mode in MODES.items():
            qkv, p = self.given(rng, dtype=np.float32), rate(rng)
            both(self.attention(student, *qkv, p, training, rng))
            for name, value in zip(MEMBERS, self.call(student, qkv, rng, p, training=training), strict=True):
                like = np.empty(np.shape(value), np.float32)  # type: ignore[arg-type]
                double = ["float64_out"] if value is not None and value.dtype == np.float64 else []
                expect_like(value, like, what=f"{name} {mode}", dtype_mistakes=double)


def weights_by_mistakes(qkv: Qkv, p: float) -> Iterator[tuple[frozenset[str], Array]]:
    """Yield the weights at evaluation with no mistake, with one, and with two at once, each with their names."""
    q, k, v = qkv
    d = q.shape[-1]
    products = q @ k.swapaxes(-1, -2)
    divisors = {
        "": d**0.5,
        "scores_not_scaled": 1,
        "scores_divided_by_d": d,
        "scores_times_root": d**-0.5,
        "root_of_key_count": k.shape[-2] ** 0.5,
        "root_of_value_length": v.shape[-1] ** 0.5,
    }
    later = np.where(np.tri(*products.shape[-2:]) == 1, 0, -np.inf)
    hidden = {"": 0, "hides_later_keys": later}
    for everything in ((-2, -1), None):
        axes = {"": -1, "softmax_over_queries": -2, "softmax_over_everything": everything}
        for names, (divisor, hide, axis, factor) in choices(divisors, hidden, axes, evaluation_factors(p)):
            yield names, softmax(products / divisor + hide, axis) * factor


def expect_no_nan(value: object, *, what: str, expected: str, mistakes: Names) -> None:
    """Expect no NaN in a value of any type."""
    nan = isinstance(value, np.ndarray) and value.dtype.kind == "f" and bool(np.isnan(value).any())
    expect_that(not nan, what=what, observed="NaN", expected=expected, mistakes=list(mistakes))
