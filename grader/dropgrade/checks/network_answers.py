"""The answers of a network with one hidden layer and dropout, and the mistakes that change them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from dropgrade.checks.arrays import NEAR, expect_array, expect_like
from dropgrade.checks.behaviour import expect_returns
from dropgrade.checks.dropout.function import Generator, View, rate, rates
from dropgrade.checks.dropout.mistaken_factors import evaluation_mistakes
from dropgrade.checks.failure import Array, expect_that
from dropgrade.checks.small_network import Case, Params, hidden_layer, logit, logits, sigmoid
from dropgrade.checks.student import Student
from dropgrade.checks.visible.hidden_units import BIAS, hidden_units
from dropgrade.checks.visible.members import expect_first, in_order

MEMBERS: Final = ("probs", "cache")
CALLS: Final = 12
UNIT: Final = 2.0
WEIGHT: Final = -0.4
FEW: Final = 8
"""With fewer different parts of a unit than this, they are several factors rather than noise."""


@dataclass(frozen=True)
class NetworkAnswers:
    """The function `(params, x, p, training, rng) -> (probs, cache)` and its checks.

    `network` draws a case.
    """

    function: str
    network: Callable[[Generator], Case]

    def raw(self, student: Student, params: Params, x: Array, p: float, training: bool, rng: Generator | None) -> Any:  # noqa: ANN401, FBT001 - whatever came back of the student's own arguments
        """Return what the function returns, unchecked."""
        return getattr(student, self.function)(params, x, p, training, rng)

    def run(
        self, student: Student, params: Params, x: Array, p: float, rng: Generator | None, training: bool = True  # noqa: FBT001, FBT002 - a view's
    ) -> tuple[Array, object]:  # fmt: skip
        """Make one call; return probabilities of shape (N, 1) and the cache. `expect_form` tests their form."""
        probs, cache = in_order(self.raw(student, params, x, p, training, rng), MEMBERS, what="what `forward` returns")
        probs = probs[:, None] if isinstance(probs, np.ndarray) and probs.shape == (len(x),) else probs
        probs = expect_like(probs, x[:, :1], what="probs")
        return (probs if _inside(probs) else sigmoid(probs)), cache

    @property
    def units(self) -> View:
        """The view that shows what is left of a hidden layer."""
        return hidden_units(lambda *given: self.run(*given)[0])

    def plain(self, student: Student, rng: Generator, p: float, training: bool, source: Generator | None) -> object:  # noqa: FBT001 - as `Plain`
        """Make a call with a network drawn from rng, to check conventions."""
        return self.raw(student, *self.network(rng)[:2], p, training, source)

    def expect_form(self, student: Student, rng: Generator) -> None:
        """Expect the pair (probs, cache) in this order, and probabilities of shape (N, 1)."""
        params, x, _ = self.network(rng)
        for training in (True, False):
            result = self.raw(student, params, x, rate(rng), training, rng)
            probs = in_order(result, MEMBERS, what="what `forward` returns")[0]
            flat = isinstance(probs, np.ndarray) and probs.shape == (len(x),)
            expect_like(probs, x[:, :1], what="probs", mistakes=["flat_probs"] if flat else [])
            expect_that(_inside(probs), what="probs", observed=f"{probs.min():.4g} to {probs.max():.4g}",
                        expected="0 to 1", mistakes=["no_sigmoid"])  # fmt: skip
            expect_first(probs, result, MEMBERS)

    def expect_evaluation(self, student: Student, rng: Generator) -> None:
        """Expect the answers of the full network, at two rates."""
        for p in rates(rng):
            self._expect_full(student, self.network(rng), p, rng)

    def expect_evaluation_without_rng(self, student: Student, rng: Generator) -> None:
        """Expect the answers of the full network where rng is None."""
        net, p = self.network(rng), rate(rng)
        what, needs = "forward at evaluation with rng = None", ["needs_rng_at_evaluation"]
        expect_returns(self.raw, student, *net[:2], p, False, None, what=what, mistakes=needs)  # noqa: FBT003
        self._expect_full(student, net, p, None)

    def _expect_full(self, student: Student, net: Case, p: float, rng: Generator | None) -> None:
        params, x, _ = net
        probs, again = (self.run(student, params, x, p, rng, training=False)[0] for _ in range(2))
        z1, h = hidden_layer(params, x)

        def answer(hidden: Array) -> Array:
            return sigmoid(logits(params, hidden))

        known = {
            **evaluation_mistakes(probs, p, lambda f: answer(h * f), drops=not np.array_equal(probs, again)),
            "no_relu": answer(z1),
            "relu_on_output": sigmoid(np.maximum(logits(params, h), 0)),
        }
        expect_array(probs, answer(h), what=f"probs at evaluation, at p = {p}", rtol=NEAR, mistakes=known)

    def expect_whole_units(self, student: Student, rng: Generator) -> None:
        """Expect none or all of a hidden unit in the answers, times a factor, so that nothing else is dropped."""
        p = rate(rng, 0.4, 0.45)
        parts = self._parts(student, rng, p)
        values = np.unique(parts)
        partly = bool((values > 0).all() and len(values) > 1)
        kept = [each[each > 0] for each in parts.T]
        several = len(values) < FEW and any(each.size and np.ptp(each) > 1e-6 for each in kept)  # noqa: PLR2004
        half, each = partly and bool(np.isclose(values[0], 0.5)), bool((parts == parts[0]).all())
        words = "never none of it" if partly else "several parts of it" if several else "less than nothing of it"
        expect_that(
            not partly and not several and bool((values >= 0).all()),
            what="the part of a hidden unit that reaches the output",
            observed=f"{words}: {', '.join(f'{v + 0.0:.4g}' for v in values[:3])} times its value",
            expected="none or all of it, times a factor",
            mistakes={
                "drops_inputs": half and not each,
                "drops_before_bias": half and not each,
                "drops_weights": partly and each,
                "drops_inputs_too": several and not partly,
                "drops_outputs": not partly and bool(np.isclose(values[0], -BIAS / UNIT / WEIGHT)),
                "missing_parenthesis": bool(np.isclose(values[0], -p / UNIT, rtol=1e-3)),
            },
        )

    def _parts(self, student: Student, rng: Generator, p: float) -> Array:
        """Return the part of the only hidden unit in each answer, by sample and call."""
        params = {
            "W1": np.full((2, 1), UNIT / 4),
            "b1": np.full(1, UNIT / 2),
            "W2": np.full((1, 1), WEIGHT),
            "b2": np.array([BIAS]),
        }
        calls = [self.run(student, params, np.ones((20, 2)), p, rng)[0] for _ in range(CALLS)]
        with np.errstate(all="ignore"):
            return np.asarray(((logit(np.hstack(calls)) - BIAS) / UNIT / WEIGHT).round(6))


def _inside(probs: Array) -> bool:
    """Whether all of them may be probabilities."""
    return bool((probs >= 0).all() and (probs <= 1).all())
