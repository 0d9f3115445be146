"""Which attention weights were used, determined from the values.

The values are a unit matrix with some of its columns repeated: so out shows the weights that were used, some of them
twice. A dropped weight is missing in both places. If the keys are a unit matrix too, any weights can be produced.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from dropgrade.checks.arrays import expect_like, expect_pair
from dropgrade.checks.behaviour import attempt
from dropgrade.checks.dropout.function import Generator
from dropgrade.checks.failure import Array, expect_that
from dropgrade.checks.masks import constant_axes
from dropgrade.checks.softmax import softmax
from dropgrade.checks.student import Student

Qkv = tuple[Array, Array, Array]
MEMBERS: Final = ("out", "weights")
TWICE: Final = 7
"""The number of weights that out shows twice."""


def right_weights(q: Array, k: Array) -> Array:
    """Return the weights without dropout."""
    return softmax(q @ k.swapaxes(-1, -2) / q.shape[-1] ** 0.5)


def shapes(qkv: Qkv) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the shapes of out and of the weights."""
    q, k, v = qkv
    return (*q.shape[:-1], v.shape[-1]), (*q.shape[:-1], k.shape[-2])


def both(result: object) -> tuple[Any, Any]:
    """Return the pair (out, weights) in the order in which it came; a bare output fails."""
    first, second = expect_pair(result, MEMBERS, mistakes=["bare_output"] if isinstance(result, np.ndarray) else [])
    return first, second


def showing(x: Array) -> Qkv:
    """Return queries, keys and values whose weights are proportional to the sizes of x, so that out shows them."""
    n = x.shape[-1]
    mirror = np.arange(1, n + 1) / np.linalg.norm(np.arange(1, n + 1))
    turn = np.eye(n) - 2 * np.outer(mirror, mirror)  # so that no single entry of q or k determines a score
    q = np.log(np.clip(abs(x), 0.2, 5.0)) @ turn
    shape = (*x.shape[:2], n, n)
    v = np.concatenate([np.eye(n), np.eye(n)[:, :TWICE]], axis=1)
    k, v = np.broadcast_to(turn * n**0.5, shape), np.broadcast_to(v, (*shape[:3], v.shape[1]))
    return q.astype(x.dtype), k.astype(x.dtype), v.astype(x.dtype)


@dataclass(frozen=True)
class AttentionWeights:
    """Determines the weights used by `attention`, a call `(student, q, k, v, p, training, rng)` to (out, weights)."""

    attention: Callable[..., object]

    def call(
        self, student: Student, qkv: Qkv, rng: Generator | None, p: float, *, training: bool
    ) -> tuple[Array, Array | None]:
        """Return out, and the weights if they were returned, after checking both for shape and NaN."""
        result = self.attention(student, *qkv, p, training, rng)
        expect_that(training or result is not None, what="what evaluation returns", observed="None",
                    expected="the pair (out, weights)", mistakes=["nothing_at_evaluation"])  # fmt: skip
        out_shape, shape = shapes(qkv)
        first, second = (result, None) if isinstance(result, np.ndarray) else both(result)
        if getattr(first, "shape", ()) == shape and getattr(second, "shape", ()) == out_shape != shape:
            first, second = second, first  # the order is tested by another check
        out = expect_like(first, _empty(out_shape, first))
        return out, None if first is result else expect_like(second, _empty(shape, second), what="weights")

    def undropped(self, student: Student, qkv: Qkv) -> Array:
        """Return the weights before dropping: the student's at p = 0, or else at evaluation, or else the correct ones.

        If those of the first sample are correct, all of them are.
        """
        first = qkv[0][:1], qkv[1][:1], qkv[2][:1]
        if np.allclose(self._seen(student, first), right_weights(*first[:2]), rtol=1e-9):
            return right_weights(*qkv[:2])
        return self._seen(student, qkv)

    def _seen(self, student: Student, qkv: Qkv) -> Array:
        n = qkv[1].shape[-2]
        for p, training in ((0.0, True), (0.5, False)):
            result = attempt(self.attention, student, *qkv, p, training, np.random.default_rng(0))
            out = result[0] if isinstance(result, tuple | list) and result else None
            if isinstance(out, np.ndarray) and out.shape == shapes(qkv)[0] and out.dtype.kind == "f":
                seen = out[..., :n]
                expect_that(
                    not np.array_equal(seen > 0, np.broadcast_to(np.tri(*seen.shape[-2:]), seen.shape)),
                    what="the weights before anything is dropped",
                    observed="0 for every key after the query's own position",
                    expected="above 0 for all keys",
                    mistakes=["hides_later_keys"],
                )
                if np.isfinite(seen).all() and (seen > 0).all():
                    return np.asarray(seen)
        return right_weights(*qkv[:2])

    def view(self, student: Student, x: Array, rng: Generator | None, p: float, training: bool) -> tuple[Array, object]:  # noqa: FBT001 - a view's
        """Return what is left of x, which takes the place of the weights, and no mask."""
        qkv = showing(x)
        weights, n = self.undropped(student, qkv), x.shape[-1]
        out, returned = self.call(student, qkv, rng, p, training=training)
        if training:
            expect_weights_dropped(out, returned, weights, p)
        return x * (out[..., :n] / weights), None


def _empty(shape: tuple[int, ...], value: object) -> Array:
    """Return an array of this shape, with the dtype of the value if that is a floating-point dtype."""
    dtype = value.dtype if isinstance(value, np.ndarray) else None
    return np.empty(shape, dtype if dtype in (np.float16, np.float32) else np.float64)


def expect_weights_dropped(out: Array, returned: Array | None, weights: Array, p: float) -> None:
    """Expect that only weights were dropped, and after the softmax."""
    n = weights.shape[-1]
    used, again = out[..., :n], out[..., n:]
    torn = not np.array_equal(used[..., : again.shape[-1]], again)
    columns, too = torn and 2 in constant_axes(used != 0), returned is not None and bool((returned == 0).any())  # noqa: PLR2004 - the axis of queries
    expect_that(
        not torn,
        what="a dropped weight, in the places of out that it counts for",
        observed=f"missing in some and there in others, {'as for all queries' if columns else 'as for each query'}; "
        f"{'some' if too else 'none'} of the returned weights are 0",
        expected="missing in all",
        mistakes={
            "drops_values": columns,
            "drops_output_too": too and not columns,
            "drops_outputs": not (too or columns),
        },
    )
    expect_that(
        bool(np.isclose(used, -p, rtol=1e-3).mean() < 1e-3),  # noqa: PLR2004 - now and then one is
        what="what becomes of the weights that are dropped",
        observed=f"{-p:.4g}, which is -p",
        expected="exactly 0",
        mistakes=["missing_parenthesis"],
    )
    factors, ordered = used / weights, np.sort(used, axis=-1)
    tied = bool(np.isclose(ordered[..., 1:], ordered[..., :-1], rtol=1e-12, atol=0).mean() > 0.1)  # noqa: PLR2004 - many
    expect_that(
        bool((used == 0).any()) or bool(np.ptp(factors) < 1e-3 * abs(factors).max()),
        what="the weights in training",
        observed=f"none is 0, and all differ from those at evaluation{', many the same for one query' if tied else ''}",
        expected="those of an evaluation times 0 or one factor",
        mistakes={"drops_scores": tied and n > 2, "drops_queries_and_keys": not tied},  # noqa: PLR2004 - two are never tied
    )
