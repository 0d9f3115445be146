"""How often the blocks of 3 x 3 of DropBlock are drawn, and by what the survivors are multiplied."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np

from dropgrade.checks.blocks import strays
from dropgrade.checks.coins import expect_coins, fits
from dropgrade.checks.describing import between
from dropgrade.checks.dropout.factor import RTOL
from dropgrade.checks.dropout.function import Generator, kept_coins, rate
from dropgrade.checks.failure import Array, expect_that
from dropgrade.checks.inputs import probe
from dropgrade.checks.student import Student
from dropgrade.checks.visible.dropped_blocks import DroppedBlocks, Shape, dropped_share, gamma

CUT: Final = "blocks_cut_at_border"
REACH: Final = (("", (1, 1, 1, 1)), ("misses_last_places", (1, 0, 0, 0)), (CUT, (4, 4, 4, 4)), (CUT, (1, 3, 3, 9)))
"""From how many places a block reaches each corner of a map, by mistake."""
GROUPS: Final = {"rescales_each_map": (2, 3), "rescales_each_sample": (1, 2, 3), "rescales_each_channel": (0, 2, 3)}
"""The axes over which mistakes count what was kept."""


def chances(h: int, w: int, p: float) -> Iterator[tuple[str, float]]:
    """The right probability of a place, without a name, and those of mistakes."""
    right = gamma(h, w, p)
    yield "", right
    yield "gamma_is_p", p
    yield "gamma_by_side", 3 * right
    yield "gamma_without_border", p / 9
    yield "keeps_with_p", gamma(h, w, 1 - p)
    yield "one_place_too_few", p / 9 * h * w / ((h - 3) * (w - 3))
    yield from (("square_maps_only", gamma(side, side, p)) for side in (h, w))


def shares(h: int, w: int, p: float) -> Iterator[tuple[str, float]]:
    """The share of a map that the right program drops, without a name, and those of mistakes."""
    yield from ((name, dropped_share(h, w, chance)) for name, chance in chances(h, w, p))
    yield "even_blocks_only", dropped_share(h, w, gamma(h, w, p), 2)
    yield "single_pixels", gamma(h, w, p)


class Factors(NamedTuple):
    """The factors on the survivors of one call, which entries these were, and p, the input and the output."""

    seen: Array
    on: Array
    p: float
    x: Array
    out: Array

    def mistakes(self) -> dict[str, bool]:
        """The mistakes that would give the same factor to all survivors, and those that count them in parts."""
        p, share = self.p, self.on.mean()
        known = {
            "no_scaling": 1.0,
            "divides_by_keep": 1 / (1 - p),
            "divides_by_p": 1 / p,
            "factor_from_gamma": 1 / (1 - gamma(self.on.shape[2], self.on.shape[3], p)),
            "multiplies_by_share": share,
            "counts_the_dropped": 1 / (1 - share),
        }
        parts = {name: self.on.mean(axis=axes, keepdims=True) for name, axes in GROUPS.items()}
        return {name: np.allclose(self.seen, factor, rtol=RTOL) for name, factor in known.items()} | {
            name: np.ptp(kept) > 0 and np.allclose(self.out * kept, self.x * self.on, rtol=RTOL)
            for name, kept in parts.items()
        }


class BlockRates(DroppedBlocks):
    """Checks of gamma, of the share that it leaves, and of the factor that follows from that share."""

    def expect_share(self, student: Student, rng: Generator, shape: Shape) -> None:
        """Expect about a share p of large maps to be dropped, to exactly zero, at two rates."""
        x, (h, w) = probe(shape, rng), shape[2:]
        rates = rate(rng, 0.08, 0.12), rate(rng, 0.27, 0.36)
        seen = [self._share_dropped(student, x, rng, p) for p in rates]

        def near(expected: tuple[float, ...], within: float) -> bool:
            return all(abs(share - other) < within * other for share, other in zip(seen, expected, strict=True))

        pairs = zip(*(shares(h, w, p) for p in rates), strict=True)
        readings = [(name, (first, second)) for (name, first), (_, second) in pairs]
        right = readings[0][1]
        ignored = 0 < abs(seen[0] - seen[1]) < 0.2 * seen[0] < 0.19  # noqa: PLR2004 - of few blocks, at either rate
        expect_that(
            near(right, 0.3),
            what=f"the shares dropped of maps of {h} x {w} at block_size = 3, p = {rates[0]} and p = {rates[1]}",
            observed=" and ".join(f"{share:.4f}" for share in seen),
            expected=" and ".join(f"about {share:.4f}" for share in right),
            mistakes={name: near(each, 0.1) for name, each in readings} | {"fixed_rate": ignored},
        )

    def _share_dropped(self, student: Student, x: Array, rng: Generator, p: float) -> float:
        out, _ = self.train(student, x, rng, p)
        tiny = out[(out != 0) & ~kept_coins(out, x)]
        expect_that(not tiny.size, what="the entries that are dropped", observed=f"{tiny[0] if tiny.size else 0:.4g}",
                    expected="exactly 0", mistakes=["tiny_for_zero"])  # fmt: skip
        return float((out == 0).mean())

    def expect_gamma(self, student: Student, rng: Generator, shape: Shape) -> None:
        """Expect every place of a block to be drawn with probability gamma: only one of them reaches a corner."""
        x, (h, w), p = probe(shape, rng), shape[2:], rate(rng, 0.27, 0.36)
        heads = self.corners_kept(student, x, rng, p)
        names = _explaining(heads, self.lost(student, x, rng, p), h, w, p)
        expect_coins(
            heads,
            1 - gamma(h, w, p),
            what=f"the share of corners that are kept at p = {p}, in maps of {h} x {w} (a corner lies in one place)",
            mistakes=dict.fromkeys(sorted(names), True),
        )

    def expect_factor(self, student: Student, rng: Generator, shape: Shape, within: float = RTOL) -> None:
        """Expect every survivor to be multiplied by the entries over those kept, of all maps of the call."""
        x, p = probe(shape, rng), rate(rng, 0.3, 0.36)
        out, _ = self.train(student, x, rng, p)
        on = kept_coins(out, x)
        expect_that(bool(on.any() and not on.all()), what="the survivors", observed="all" if on.any() else "none",
                    expected="some")  # fmt: skip
        factors, right = Factors(out[on] / x[on], on, p, x, out), float(1 / on.mean())
        low, high = np.quantile(factors.seen, [0.5, 0.5] if within > RTOL else [0, 1])
        expect_that(
            bool(np.allclose([low, high], right, rtol=within, atol=0)),
            what="the factor on the survivors",
            observed=between(low, high),
            expected=f"{right:.6g} for all of them" if within == RTOL else f"{right:.6g}, or nearly so",
            mistakes=factors.mistakes(),
            example=(x, out),
        )


def _explaining(heads: Array, gone: Array, h: int, w: int, p: float) -> set[str]:
    """The mistakes, alone or with one that lets blocks reach other corners, that keep as many corners."""
    if np.unique(gone.sum(axis=(2, 3))).size <= 2:  # noqa: PLR2004 - one block a map, or none
        return set()
    torn, found = bool(strays(gone, 3).any()), set()
    for form, reach in REACH:
        for name, chance in chances(h, w, p):
            share = float(np.mean((1 - min(chance, 1)) ** np.array(reach)))
            if torn == (form == CUT) and fits(int(heads.sum()), heads.size, share):
                found |= {form, name}
    return found - {""}
