"""Which blocks of maps a function drops: their form, their size, and how often each place is drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from dropgrade.checks.arrays import expect_like
from dropgrade.checks.blocks import are_tiled, strays
from dropgrade.checks.dropout.function import Generator, kept_coins, parts, rate
from dropgrade.checks.failure import Array, expect_that
from dropgrade.checks.inputs import probe
from dropgrade.checks.masks import enough_coins
from dropgrade.checks.student import Student

Shape = tuple[int, int, int, int]
RARE: Final = 0.01
"""At this rate, a map that loses anything loses a single block in 98 % of all cases."""
MOST_CALLS: Final = 40
ENOUGH: Final = 40
"""The required number of maps that lost something, most of which lost one block."""


def gamma(h: int, w: int, p: float, b: int = 3) -> float:
    """Return the probability of a place: Ghiasi, Lin and Le (2018), DropBlock."""
    return p / b**2 * h * w / ((h - b + 1) * (w - b + 1))


def dropped_share(h: int, w: int, chance: float, b: int = 3) -> float:
    """Return the share of a map that is dropped on average if each place is drawn with this probability."""
    rows, columns = (np.convolve(np.ones(length - b + 1), np.ones(b)) for length in (h, w))
    return float(1 - np.mean((1 - min(chance, 1)) ** np.outer(rows, columns)))


@dataclass(frozen=True)
class DroppedBlocks:
    """Determines the blocks that a call `(student, x, p, block_size, rng)` drops in training, in maps of this shape."""

    call: Callable[[Student, Array, float, int, Generator], object]
    shape: Shape

    def train(self, student: Student, x: Array, rng: Generator, p: float, b: int = 3) -> tuple[Array, object]:
        """Return the output of one training call, after checking its form, and the mask as it came."""
        out, mask = parts(self.call(student, x, p, b, rng))
        return expect_like(out, x), mask

    def lost(self, student: Student, x: Array, rng: Generator, p: float, b: int = 3) -> Array:
        """Return which entries one training call drops."""
        return ~kept_coins(self.train(student, x, rng, p, b)[0], x)

    def _some_lost(self, student: Student, x: Array, rng: Generator, p: float, b: int) -> Array:
        gone = self.lost(student, x, rng, p, b)
        observed = "all of them" if gone.all() else "none of them"
        expect_that(bool(gone.any() and not gone.all()), what="the entries that are dropped", observed=observed,
                    expected="some")  # fmt: skip
        return gone

    def corners_kept(self, student: Student, x: Array, rng: Generator, p: float) -> Array:
        """Return whether corners of maps were kept in many calls, one entry for each coin."""

        def corners() -> tuple[Array, list[int]]:
            gone = self.lost(student, x, rng, p)
            shared = [axis for axis in (0, 1) if gone.any() and (gone == gone.take([0], axis)).all()]
            return ~gone[:, :, [0, 0, -1, -1], [0, -1, 0, -1]], shared

        first, shared = corners()
        return enough_coins(first, lambda: corners()[0], shared)

    def expect_blocks(self, student: Student, rng: Generator, b: int) -> None:
        """Expect blocks of b x b to be dropped, at any place; the effect of the border on them is not tested."""
        gone = self._some_lost(student, probe(self.shape, rng), rng, rate(rng, 0.08, 0.12), b)
        torn = strays(gone, b, margin=b)
        maps, tiles = bool((gone == gone[:, :, :1, :1]).all()), are_tiled(gone, b)
        smaller = not strays(gone, 2).any()
        last = not strays(gone.transpose(0, 3, 1, 2), b, margin=b).any()
        seen = "whole maps" if maps else "blocks on a fixed grid" if tiles else ""
        expect_that(
            not torn.any() and not maps and not tiles,
            what=f"the dropped entries at block_size = {b}",
            observed=seen or f"{torn.sum():,} of {gone.sum():,} lie in no such block",
            expected=f"blocks of {b} x {b} at any place",
            mistakes={
                "whole_maps": maps,
                "blocks_on_a_grid": tiles and not maps,
                "channels_last": bool(torn.any() and last),
                "even_blocks_only": bool(torn.any() and smaller and b % 2),
                "single_pixels": bool(torn.any() and not last and not smaller),
            },
        )

    def expect_whole_blocks(self, student: Student, rng: Generator, b: int) -> None:
        """Expect blocks of b rows and columns, none of which extends beyond its map."""
        x = probe(self.shape, rng)
        gone = self._some_lost(student, x, rng, rate(rng, 0.08, 0.12), b)
        torn = int(strays(gone, b).sum())
        expect_that(
            not torn,
            what=f"the dropped entries at block_size = {b}",
            observed=f"{torn:,} of {gone.sum():,} lie in no whole block within the map",
            expected=f"blocks of {b} x {b} within the map",
            mistakes={"blocks_cut_at_border": not strays(gone, b, margin=b).any()},
        )
        sizes = self._hole_sizes(student, x, rng, b)
        whole = int((sizes == b * b).sum())
        often = f"{b * b} entries in {whole} of {sizes.size} maps, and often {np.bincount(sizes).argmax()}"
        grown = sizes.size > 0 and np.isin(sizes, [(b + 1) ** 2, (b + 1) * b]).mean() > 1 / 2
        expect_that(
            2 * whole > sizes.size,
            what=f"what maps lose at block_size = {b}, where one place in hundreds is drawn",
            observed=often if sizes.size else f"nothing in {MOST_CALLS} calls",
            expected=f"mostly {b * b} entries, a single block",
            mistakes={"odd_blocks_only": bool(b % 2 == 0 and grown)},
        )

    def expect_several(self, student: Student, rng: Generator) -> None:
        """Expect maps to lose other numbers of entries than just one block's."""
        maps = self.lost(student, probe(self.shape, rng), rng, rate(rng)).reshape(-1, self.shape[2] * self.shape[3])
        sizes, shared = set(maps.sum(axis=1).tolist()) - {0}, (maps == maps[0]).all()  # coins are shared, if so
        several = bool(len(sizes) != 1 or shared or maps.all(axis=1).any())
        expect_that(several, what="what is lost of each map that loses any",
                    observed=f"{max(sizes, default=0)} entries, never more or less", expected="one block or several",
                    mistakes=["one_block_per_map"])  # fmt: skip

    def _hole_sizes(self, student: Student, x: Array, rng: Generator, b: int) -> Array:
        """Return how much the affected maps lose if places are drawn rarely."""
        sizes = np.zeros(0, dtype=int)
        for _ in range(MOST_CALLS):
            lost_here = self.lost(student, x, rng, RARE, b).sum(axis=(2, 3))
            sizes = np.append(sizes, lost_here[lost_here > 0])
            if sizes.size >= ENOUGH:
                break
        return sizes
