"""What a residual connection does with x and with the output of its sublayer.

With x = 0 the output is what is left of the sublayer's output. With a sublayer that returns zeros it is what is left
of x.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from dropgrade.checks.arrays import agrees, expect_like
from dropgrade.checks.dropout.evaluation import EvaluationChecks
from dropgrade.checks.dropout.function import Generator, rate, some_zeros
from dropgrade.checks.failure import Array, expect_that
from dropgrade.checks.inputs import probe
from dropgrade.checks.student import Student
from dropgrade.checks.visible.members import alone, expect_alone
from dropgrade.checks.visible.skip_connections import EPSILON, expect_sum, normalised

MODES: Final = {True: "in training", False: "at evaluation"}
MOST: Final = 0.8
"""If sums are dropped, at least this share of the places without x is zero in the output as well."""


class Sublayer:
    """A sublayer that returns a prepared output and records what it was given.

    It is not a dataclass: students would get those as records, not as functions.
    """

    def __init__(self, output: Array) -> None:
        self.output = output
        self.given: list[Any] = []
        self.has_extras = False

    def __call__(self, x: object = None, *extras: object, **named: object) -> Array:
        """Return the prepared output."""
        self.given.append(x)
        self.has_extras = self.has_extras or bool(extras or named)
        return self.output


@dataclass(frozen=True)
class Residual:
    """A function that adds to x what dropout leaves of a sublayer's output.

    `call` is a call `(student, x, sublayer, p, training, rng)`, and `shape` is that of x.
    """

    call: Callable[..., object]
    shape: tuple[int, ...]

    def output(self, student: Student, x: Array, f: Array, rng: Generator | None, p: float, *, training: bool) -> Any:  # noqa: ANN401 - whatever came back
        """Return the output for x and a sublayer's output f, even if there are more return values."""
        return alone(self.call(student, x, Sublayer(f), p, training, rng))

    def view(self, student: Student, f: Array, rng: Generator | None, p: float, training: bool) -> tuple[Array, object]:  # noqa: FBT001 - a view's
        """Return what is left of a sublayer's output, where x is zero, and None for the mask."""
        return self.output(student, np.zeros_like(f), f, rng, p, training=training), None

    def expect_evaluation(self, student: Student, rng: Generator, dropout: EvaluationChecks) -> None:
        """Expect the sum of x and the sublayer's output; `dropout` names the mistakes that drop some of it."""
        x, f, p = self._values(rng), self._values(rng), rate(rng)
        if some_zeros(self.view(student, f, rng, p, training=False)[0]):
            dropout.expect_evaluation(student, rng, mask=False)
        expect_sum(self.output(student, x, f, rng, p, training=False), x, f, p)

    def expect_alone(self, student: Student, rng: Generator) -> None:
        """Expect an array in both modes, without a mask beside it."""
        for training in MODES:
            x = self._values(rng)
            expect_alone(self.call(student, x, Sublayer(x), rate(rng), training, rng))

    def expect_input(self, student: Student, rng: Generator) -> None:
        """Expect the sublayer to get x unchanged, in both modes."""
        for training, mode in MODES.items():
            x, sublayer = self._asked(student, rng, training=training)
            other = next((given for given in sublayer.given if not agrees(given, x)), x)
            holes, normal = some_zeros(other), agrees(other, normalised(x), EPSILON)
            seen = "x with some entries dropped" if holes else "x normalised" if normal else "other values"
            expect_that(
                other is x,
                what=f"what sublayer is given {mode}",
                observed=seen if getattr(other, "shape", ()) == x.shape else other,
                expected="x itself",
                mistakes={"drops_sublayer_input": holes, "adds_layer_norm": normal},
            )

    def expect_one_call(self, student: Student, rng: Generator) -> None:
        """Expect the sublayer to be called once, with one argument, in both modes."""
        for training, mode in MODES.items():
            _, sublayer = self._asked(student, rng, training=training)
            calls = len(sublayer.given)
            expect_that(not sublayer.has_extras, what=f"what sublayer is given {mode}", observed="more than x",
                        expected="x alone", mistakes=["passes_extra_arguments"])  # fmt: skip
            expect_that(
                calls == 1,
                what=f"the calls of sublayer {mode}",
                observed="none" if not calls else f"more than one: {calls}",
                expected="1",
                mistakes={"calls_sublayer_twice": calls > 1, "leaves_sublayer_out": not calls and not training},
            )

    def expect_drops_behind_sublayer(self, student: Student, rng: Generator) -> None:
        """Expect that nothing else is dropped in training if nothing of the sublayer's output is."""
        x, sublayer, p = self._values(rng), Sublayer(self._values(rng)), rate(rng)
        if not agrees(self.view(student, x, rng, p, training=True)[0], x):
            return
        out = alone(self.call(student, x, sublayer, p, True, rng))  # noqa: FBT003 - training
        holes = any(map(some_zeros, sublayer.given))
        skips = some_zeros(self._without_sublayer(student, x, rng, p))
        expect_that(
            not holes and not skips,
            what="what is dropped in training",
            observed="entries of what sublayer is given" if holes else "entries of x",
            expected="entries of what sublayer gives",
            mistakes={"drops_sublayer_input": holes, "drops_skip": skips},
            example=(x, out),
        )

    def expect_skip(self, student: Student, rng: Generator) -> None:
        """Expect x itself to be neither dropped nor scaled in training."""
        x, p = self._values(rng), rate(rng)
        factors = self._without_sublayer(student, x, rng, p) / x
        none, zeros = not factors.any(), some_zeros(factors)
        in_sum = zeros and self._sums_dropped(student, x, rng, p) > MOST * (factors == 0).mean()
        normal = agrees(factors * x, normalised(x), EPSILON)
        holes = f"nothing of it in some places{', and nothing of the sum' if in_sum else ''}"
        seen = "nothing" if none else holes if zeros else "x normalised" if normal else ""
        expect_that(
            bool((factors == 1).all()),
            what="what is left of x, where the sublayer adds nothing",
            observed=seen or f"{factors.min():.6g} to {factors.max():.6g} times x",
            expected="exactly x",
            mistakes={
                "no_residual": none,
                "drops_sum": in_sum,
                "drops_skip": zeros and not in_sum,
                "scales_sum": bool(np.allclose(factors, 1 / (1 - p))),
                "adds_layer_norm": normal,
                "missing_parenthesis": bool(np.allclose(factors, 1 - p / x)),
            },
        )

    def _values(self, rng: Generator) -> Array:
        return probe(self.shape, rng)

    def _asked(self, student: Student, rng: Generator, *, training: bool) -> tuple[Array, Sublayer]:
        """Make one call; return its x and its sublayer."""
        x, sublayer = self._values(rng), Sublayer(self._values(rng))
        expect_like(alone(self.call(student, x, sublayer, rate(rng), training, rng)), x)
        return x, sublayer

    def _without_sublayer(self, student: Student, x: Array, rng: Generator, p: float) -> Array:
        """Return the training output for x alone, with a sublayer that returns zeros."""
        return expect_like(self.output(student, x, np.zeros_like(x), rng, p, training=True), x)

    def _sums_dropped(self, student: Student, x: Array, rng: Generator, p: float) -> float:
        """Return the share of zeros in the training output where x and the sublayer's output are equal."""
        return float((expect_like(self.output(student, x, x, rng, p, training=True), x) == 0).mean())
