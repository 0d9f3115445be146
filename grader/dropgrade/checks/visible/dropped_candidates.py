"""A function that drops candidates alone, the smallest weights of each column: targeted dropout."""

from __future__ import annotations

from typing import Final

import numpy as np

from dropgrade.checks.arrays import expect_like
from dropgrade.checks.describing import between
from dropgrade.checks.dropout import ONE, Dropout, parts, rate
from dropgrade.checks.dropout.factor import RTOL
from dropgrade.checks.dropout.function import Generator
from dropgrade.checks.failure import Array, expect_that
from dropgrade.checks.masks import UNEVEN, expect_mask, expect_scale
from dropgrade.checks.student import Student
from dropgrade.checks.visible.candidates import candidates_alone, expect_selected, is_selection, smallest

LARGE: Final = (60, 200)
"""0.3, 0.35 and 0.4 of its rows, of its columns and of all entries are whole numbers."""
SMALL: Final = (20, 37)
DRAWS: Final = 50
"""Enough draws that each of some 500 candidates is dropped in one of them."""
SHARE: Final = 0.55
"""A fraction at which some of each column are candidates and some are not."""


def weights(rng: Generator, shape: tuple[int, int] = SMALL) -> Array:
    """Return weights of either sign, without zeros and without equal magnitudes."""
    return rng.choice([-1.0, 1.0], shape) * (0.05 + rng.random(shape))


class DroppedCandidates(Dropout):
    """A function `(w, target_fraction, p, rng) -> (out, mask)`, and all checks of it."""

    def drop(self, student: Student, w: Array, rng: Generator, fraction: float, p: float) -> tuple[Array, object]:
        """Make one call: return the output, checked for its form, and the mask as it is."""
        out, mask = parts(self.call(student)(w, fraction, p, rng))
        return expect_like(out, w), mask

    def ever_dropped(self, student: Student, w: Array, rng: Generator, fraction: float) -> tuple[Array, bool]:
        """Return the weights that are dropped in some of many calls, and whether all calls drop the same ones."""
        draws = [self.drop(student, w, rng, fraction, 0.5)[0] == 0 for _ in range(DRAWS)]
        return np.logical_or.reduce(draws), all(np.array_equal(draws[0], draw) for draw in draws)

    def expect_rate_of_candidates(self, student: Student, rng: Generator) -> None:
        """Expect a share p of the candidates to be dropped, and not a share p of all weights.

        The bounds are wide enough for coins that a row shares. If other weights are dropped, another check says so.
        """
        w, p, fraction = weights(rng, LARGE), rate(rng, 0.21, 0.3), float(rng.choice([0.3, 0.35, 0.4]))
        gone = float(np.mean([self.drop(student, w, rng, fraction, p)[0] == 0 for _ in range(12)]))
        if abs(gone / (1 - fraction) - p) < p / 4:
            return
        known = {"p_of_all_weights": p / fraction, "drops_any_weight": p / fraction, "p_times_fraction": p * fraction}
        expect_that(
            abs(gone / fraction - p) < 0.4 * p,
            what=f"the share of candidates that is dropped, at target_fraction = {fraction} and p = {p}",
            observed=f"{gone / fraction:.4f}",
            expected=f"about {p:.4f}",
            mistakes={name: abs(gone / fraction - chance) < chance / 4 for name, chance in known.items()},
        )

    def expect_candidates(self, student: Student, rng: Generator) -> None:
        """Expect all candidates to be dropped at times, none of them always, and nothing else ever."""
        w, fraction = weights(rng), float(rng.choice([0.35, 0.65]))
        ever, frozen = self.ever_dropped(student, w, rng, fraction)
        known = {
            "swaps_fraction_and_p": np.array_equal(ever, smallest(abs(w), len(w) // 2)),
            "drops_any_weight": bool(ever.all()),
            **dict.fromkeys(["frozen_mask", "drops_every_candidate"], frozen and bool(ever.any())),
        }
        calls = f"{'each' if frozen else 'some'} of {DRAWS} calls"
        expect_selected(ever, w, fraction, what=f"the weights that are dropped in {calls}",
                        none="drops_nothing", others="drops_all_but_candidates", mistakes=known)  # fmt: skip
        expect_that(not frozen, what=f"the candidates that are dropped in each of {DRAWS} calls",
                    observed="all of them", expected="some of them, others in each call",
                    mistakes=["drops_every_candidate"])  # fmt: skip

    def expect_number(self, student: Student, rng: Generator) -> None:
        """Expect the number of candidates of a column to be rounded down."""
        w, k = weights(rng, (23, 37)), int(rng.integers(8, 15))
        fraction, rest = (k + 0.8) / 23, 23 - k
        counts = self.ever_dropped(student, w, rng, fraction)[0].sum(axis=0)
        most, least = int(counts.max()), int(counts.min())
        known = {
            "rounds_the_number": [k + 1],
            "one_candidate_too_many": [k + 1, rest, rest + 1],
            "fraction_is_kept": [rest - 1, rest, rest + 1],
        }
        expect_that(
            most == least == k,
            what=f"the candidates of each column at a fraction of {fraction:.4f} with 23 rows, which is {k}.8 rows",
            observed=between(least, most),
            expected=f"{k}",
            mistakes={name: most == least in numbers for name, numbers in known.items()},
        )

    def expect_no_factor(self, student: Student, rng: Generator) -> None:
        """Expect all weights that are kept to be what they were, candidates or not."""
        w, p = weights(rng), rate(rng)
        known = {
            "rescales": 1 / (1 - p),
            "rescales_by_dropped_share": 1 / (1 - p * SHARE),
            "rescales_candidates": UNEVEN,
        }
        what = f"the factor on the weights that are kept, at target_fraction = {SHARE} and p = {p}"
        out, _ = self.drop(student, w, rng, SHARE, p)
        expect_scale(out, w, 1, what=what, mistakes=known, rtol=RTOL)

    def expect_mask_of_kept(self, student: Student, rng: Generator) -> None:
        """Expect a mask of the shape of w, with 1 where a weight is kept, candidate or not."""
        w = weights(rng)
        out, mask = self.drop(student, w, rng, SHARE, rate(rng))
        known = {
            "mask_of_dropped": np.array_equal(mask, out == 0),  # type: ignore[arg-type]
            "mask_of_candidates": is_selection(mask, w, SHARE),
        }
        expect_mask(mask, w.shape, out != 0, mistakes=known)


def dropped_candidates(function: str) -> DroppedCandidates:
    """Return the checks of a function of this name."""
    return DroppedCandidates(
        function,
        units="candidates",
        factor=ONE,
        sharing={"one_coin_per_column": (0,), "one_coin_per_row": (1,)},
        exact={1: ["exact_share_of_candidates"]},
        view=candidates_alone(lambda student, *given: getattr(student, function)(*given)),
    )
