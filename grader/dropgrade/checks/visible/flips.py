"""Checks of a function that flips each image of a batch with a probability."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from dropgrade.checks.arrays import expect_like
from dropgrade.checks.behaviour import attempt
from dropgrade.checks.coins import expect_coins, expect_counts_vary, fits
from dropgrade.checks.dropout.drop_rate import below
from dropgrade.checks.dropout.function import Generator
from dropgrade.checks.failure import Array, expect_that
from dropgrade.checks.inputs import probe
from dropgrade.checks.student import Student

CALLS: Final = 60
"""In so many calls, one coin for the whole batch falls both ways."""
MANY: Final = (3200, 1, 2, 3)
"""Enough images to tell the rates of all mistakes apart."""
HUNDRED, TWENTY, FEW = (100, 2, 2, 3), (20, 1, 2, 3), (9, 2, 2, 3)
Shape = tuple[int, int, int, int]
OTHERS: Final[dict[str, tuple[int, ...]]] = {
    "flips_upside_down": (2,),
    "turns_half_round": (2, 3),
    "reverses_channels": (1,),
    "reverses_batch": (0,),
}
"""The axes of (N, C, H, W) that mistakes reverse instead of the last one."""
RATES: Final[dict[str, tuple[Callable[[float], float], ...]]] = {
    "flips_with_one_minus_p": (lambda p: 1 - p,),
    "flips_half_of_them": (lambda _: 0.5,),
    "normal_for_uniform": (below, lambda p: 1 - below(p)),
}
"""The share that is flipped by mistake, by p."""


class Flipped(NamedTuple):
    """One call: which images changed, the images, and what came back."""

    changed: Array
    images: Array
    out: Array


def irregular(rng: Generator) -> float:
    """Return a probability of flipping, a different one for each seed, far from those of mistakes."""
    return round(float(rng.uniform(0.15, 0.25)), 4)


@dataclass(frozen=True)
class Flips:
    """The function, as a call `(student, images, p, rng)`, and all checks of it; images are flipped left to right."""

    call: Callable[[Student, Array, float, Generator], object]

    def flip(self, student: Student, rng: Generator, p: float, shape: Shape = MANY) -> Flipped:
        """Return what one call does."""
        images = probe(shape, rng)
        out = expect_like(self.call(student, images, p, rng), images)
        return Flipped((out != images).any(axis=(1, 2, 3)), images, out)

    def expect_whole(self, student: Student, rng: Generator) -> None:
        """Expect each image to be flipped as a whole, or to stay as it was."""
        half = 0.5
        for _ in range(CALLS):
            changed, images, out = self.flip(student, rng, half, (300, 2, 2, 3))
            if changed.any():
                break
        mirrored = images[..., ::-1]
        other = changed & ~(out == mirrored).all(axis=(1, 2, 3))
        torn = bool(other.any())
        by_channel = (out == mirrored).all(axis=(2, 3)) | (out == images).all(axis=(2, 3))
        expect_that(
            bool(changed.any()) and not torn,
            what="the images after a call with p = 0.5",
            observed=f"{int(other.sum())} of {other.size} are neither flipped nor as before" if torn else "no flips",
            expected="each flipped left to right, or as it was",
            mistakes={
                **{name: torn and np.array_equal(out[other], np.flip(images, axes)[other])
                   for name, axes in OTHERS.items()},
                "one_coin_for_each_channel": torn and bool(by_channel.all()),
                "never_flips": not changed.any(),
            },
            example=(images, out),
        )  # fmt: skip

    def expect_rate(self, student: Student, rng: Generator) -> None:
        """Expect each image to be flipped with probability p, by a coin of its own, at two rates."""
        looks, totals = [], set[float]()
        for p in (irregular(rng), round(1 - irregular(rng) / 2, 4)):
            draws = [self.flip(student, rng, p, shape).changed for shape in (MANY, *[TWENTY] * 20)]
            totals |= {float(draw.mean()) for draw in draws}
            looks.append((p, draws[0]))
        expect_that(
            not totals <= {0.0, 1.0},
            what="the images of a batch",
            observed="all flipped, every time" if totals == {1.0} else "all flipped or none of them",
            expected="each by a coin of its own",
            mistakes={"one_coin_for_all": len(totals) > 1, "flips_all": totals == {1.0}},
        )
        explained = {
            name: any(all(fits(int(on.sum()), on.size, share(p)) for p, on in looks) for share in shares)
            for name, shares in RATES.items()
        }
        for p, on in looks:
            expect_coins(on, p, what=f"the share that is flipped at p = {p}", mistakes=explained)

    def expect_counts(self, student: Student, rng: Generator) -> None:
        """Expect the number of flips to vary as with independent coins, and none at p = 0 and all at p = 1."""
        draws = [self.flip(student, rng, 0.37, HUNDRED).changed for _ in range(12)]
        counts = np.array([draw.sum() for draw in draws])
        frozen = all(np.array_equal(draws[0], draw) for draw in draws)
        names = ["frozen_draws" if frozen else "exact_fraction"] if 0 < counts[0] < draws[0].size else []
        expect_counts_vary(counts, what="the flips in 100 images", mistakes=names)
        for p in (0.0, 1.0):
            images = probe(FEW, rng)
            out = attempt(self.call, student, images, p, rng)  # a refusal is tested by another check
            share = p if out is None else (expect_like(out, images) != images).any(axis=(1, 2, 3)).mean()
            expect_that(share == p, what=f"the share flipped at p = {p}", observed=f"{share:.3g}", expected=f"{p:.3g}")
