"""Blocks of dropout and a batch norm, in either order: what they give, and what mistakes make of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import numpy as np

from dropgrade.checks.arrays import expect_like, expect_pair
from dropgrade.checks.dropout.function import Generator, rate
from dropgrade.checks.dropout.mistaken_factors import survivor_factors
from dropgrade.checks.failure import Array, expect_that
from dropgrade.checks.inputs import probe
from dropgrade.checks.student import Student
from dropgrade.checks.visible.behind_norm import NORM, agree, expect_beside_n, norm, where_kept

OUTPUTS: Final = ("out_train", "out_eval")
TRAIN, EVALUATION = range(2)
ROUGH: Final = 3e-4
"""So that the small number below the root makes no difference where x is a `probe`."""
SHAPE: Final = (100, 40)

Case = tuple[Array, Array, float]
"""An input, which of it survived, and p."""


@dataclass(frozen=True)
class NormBlock:
    """A function `(x, p, rng) -> (out_train, out_eval)`, whose batch norm comes before dropout or after it."""

    function: str
    norm_first: bool

    def results(self, student: Student, x: Array, rng: Generator, p: float) -> tuple[Any, ...]:
        """The pair of one call, as it came."""
        return expect_pair(getattr(student, self.function)(x, p, rng), OUTPUTS)

    def outputs(
        self, student: Student, x: Array, rng: Generator, p: float, *, in_order: bool = False
    ) -> tuple[Array, Array]:
        """Both outputs, checked for their form, that of training first; only `in_order` judges how they came."""
        pairs = zip(OUTPUTS, self.results(student, x, rng, p), strict=True)
        first, second = (expect_like(out, x, what=f"{what} of {self.function}") for what, out in pairs)
        swapped = bool(where_kept(first, x).all() and not where_kept(second, x).all())
        expect_that(not (swapped and in_order), what=f"the outputs of {self.function}",
                    observed="values are dropped in the second", expected="(out_train, out_eval)",
                    mistakes=["pair_swapped"])  # fmt: skip
        return (second, first) if swapped else (first, second)

    def drawn(self, student: Student, rng: Generator, *, in_order: bool = False) -> tuple[tuple[Array, Array], Case]:
        """Both outputs for irregular values, and the case that they are of."""
        x, p = probe(SHAPE, rng), rate(rng)
        outs = self.outputs(student, x, rng, p, in_order=in_order)
        on = where_kept(outs[TRAIN], x)
        expect_that(bool(on.any() and not on.all()), what=f"the values that survive in {self.function}",
                    observed="every one" if on.all() else "none", expected="some of them")  # fmt: skip
        return outs, (x, on, p)

    def right(
        self, which: int, case: Case, *, factor: float | None = None, less: float = 0.0, seen: str = "layer",
        scale: float = 1.0, **how: Any,  # noqa: ANN401 - what mistakes change of `norm`
    ) -> Array:  # fmt: skip
        """One output, right by default; the batch norm may have `seen` something else than it should."""
        x, on, p = case
        normal = norm(x, x, **how)
        dropped = (normal if self.norm_first else x) * on * (1 / (1 - p) if factor is None else factor) - less
        if self.norm_first:
            return dropped if which == TRAIN else norm(x, dropped, **how) if seen == "dropped" else normal * scale
        return norm(dropped if which == TRAIN else x * scale, x if seen == "x" else dropped, **how)

    def view(self, student: Student, x: Array, rng: Generator | None, p: float, training: bool) -> tuple[Array, object]:  # noqa: FBT001 - a view's
        """What dropout leaves of x in a block, and no mask."""
        del training
        outs = self.outputs(student, x, np.random.default_rng() if rng is None else rng, p)
        on = where_kept(outs[TRAIN], x)
        shows = TRAIN if self.norm_first else EVALUATION
        inverted = agree(outs[shows], self.right(shows, (x, on, p)), ROUGH)
        return x * on / (1 - p if inverted else 1), None

    def expect_output(self, student: Student, rng: Generator, which: int) -> None:
        """Expect an output to follow from x and from the student's own coins."""
        outs, case = self.drawn(student, rng, in_order=which == TRAIN)
        other = NormBlock(self.function, not self.norm_first)
        swapped = all(agree(outs[each], other.right(each, case), ROUGH) for each in (TRAIN, EVALUATION))
        dropped = not where_kept(outs[which], case[0]).all()
        also = {"blocks_swapped": swapped, "drops_at_evaluation": which == EVALUATION and dropped and not swapped}
        expect_beside_n(
            outs[which],
            partial(self.right, which, case),
            {} if swapped else self._mistakes(outs[TRAIN], which, case),
            what=f"{OUTPUTS[which]} of {self.function}",
            rtol=ROUGH,
            also=also,
            is_random=which == TRAIN or not self.norm_first or dropped,
        )

    def _mistakes(self, out_train: Array, which: int, case: Case) -> dict[str, Any]:
        """How mistakes change `right` for one of the outputs."""
        _, on, p = case
        mistakes = dict(NORM)
        if which == TRAIN or not self.norm_first:
            mistakes |= {name: {"factor": factor} for name, factor in survivor_factors(on, p).items()}
            mistakes["missing_parenthesis"] = {"factor": 1.0, "less": p}
        if which == EVALUATION:
            mistakes["scales_at_evaluation"] = {"scale": 1 - p}
        if not self.norm_first:
            both = which == TRAIN or agree(out_train, self.right(TRAIN, case, seen="x"), ROUGH)
            mistakes["statistics_of_x" if both else "own_statistics_at_evaluation"] = {"seen": "x"}
        elif which == EVALUATION:
            mistakes["statistics_after_dropping"] = {"seen": "dropped"}
        return mistakes
