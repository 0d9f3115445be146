"""Checks of a function that cuts one square out of each image, clipped at the border."""

from __future__ import annotations

import numpy as np

from dropgrade.checks.blocks import are_blocks, are_clipped, lie_like, spans
from dropgrade.checks.dropout.function import Generator
from dropgrade.checks.failure import Array, expect_that
from dropgrade.checks.student import Student
from dropgrade.checks.visible.square_centres import expect_even_centres
from dropgrade.checks.visible.squares import ODD, Shape, Squares, squares

USUAL = 4
"""The size of squares where no other one is asked for."""


class CutSquares(Squares):
    """The function, and all checks of it; images have the shape (N, C, H, W)."""

    def expect_block(self, student: Student, rng: Generator) -> None:
        """Expect one block of neighbouring rows and columns to change, and the rest to stay the same."""
        images, out = self.cut(student, rng, USUAL)
        changed, blank = np.asarray(out != images), np.asarray(out == 0)
        rest = out[~blank] / images[~blank] if not blank.all() else np.ones(1)
        one_block, inverse = are_blocks(changed), are_blocks(~changed)
        tall = changed.any(axis=3).sum(axis=2).max() > USUAL
        seen = "whole images" if one_block else "which do not form blocks"
        expect_that(
            bool(changed.any() and not changed.all() and one_block),
            what="the pixels that changed",
            observed=f"{changed.mean():.4g} of all, {seen}" if changed.any() else "none",
            expected="one block in each image",
            mistakes={
                "keeps_the_square": bool(not changed.all() and inverse),
                "scales_the_rest": bool(blank.any() and are_blocks(blank) and np.ptp(rest) < 1e-6 and changed.all()),  # noqa: PLR2004 - rounding
                "wraps_around": not one_block and not tall,
                "drops_single_pixels": bool(not one_block and tall and not inverse),
            },
            example=(images, out),
        )

    def expect_same_in_channels(self, student: Student, rng: Generator, shape: Shape) -> None:
        """Expect all channels of an image to lose the same pixels."""
        found = squares(*self.cut(student, rng, USUAL, shape))
        channels = np.asarray(found.any(axis=(2, 3)))
        banded = bool((found.any(axis=2) == channels[..., None]).all())
        single = bool((channels.sum(axis=1) <= 1).all())
        expect_that(
            bool((found == found[:, :1]).all()),
            what="the channels of an image",
            observed="only one of them loses anything" if single else "they lose different pixels",
            expected="all lose the same pixels",
            mistakes={
                "takes_channels_last": banded,
                "one_channel_only": single and not banded,
                "spot_for_each_channel": not single and not banded,
            },
        )

    def expect_size(self, student: Student, rng: Generator, size: int) -> None:
        """Expect squares of `size` rows and columns, size // 2 of them before the centre, clipped at the border."""
        found = self.seen(student, rng, size)
        self.expect_all_cut(student, rng, found, size)
        half, is_even = size // 2, size % 2 == 0
        moved = {
            "shifted_when_even": is_even and lie_like(found, size, half - 1),
            "begins_at_the_centre": size > 2 and lie_like(found, size, 0),  # noqa: PLR2004 - smaller ones are the same
        }
        outside = not any(moved.values()) and lie_like(found, size, half, around=size)
        rows, columns = (int((end - first).max()) for first, end in (spans(found, 1), spans(found, 2)))
        other = "with centres outside of the image" if outside else "shifted" if any(moved.values()) else ""
        expect_that(
            lie_like(found, size, half),
            what=f"the squares at size = {size}",
            observed=other or f"up to {rows} rows and {columns} columns",
            expected=f"{half} before the centre, {size} rows and columns in all, clipped at the border",
            mistakes={
                **moved,
                "odd_sizes_shrink": not is_even and lie_like(found, size - 1, half),
                "even_sizes_grow": is_even and lie_like(found, size + 1, half),
                "size_to_either_side": lie_like(found, 2 * size, size) or lie_like(found, 2 * size + 1, size),
                "takes_channels_last": columns == self.shape[3],
                "centre_may_be_outside": outside,
            },
        )
        if size == ODD:
            self._expect_clipped(found)

    @staticmethod
    def _expect_clipped(found: Array) -> None:
        """Expect the border to cut some squares at both ends; one spot for all images is tested by another check."""
        if not (found == found[0]).all():
            expect_that(all(are_clipped(found, ODD)), what=f"the squares of size {ODD} that the border cuts",
                        observed="none on one side or the other", expected="some on both",
                        mistakes=["stays_inside"])  # fmt: skip

    def expect_covered(self, student: Student, rng: Generator) -> None:
        """Expect a square of more than twice the image's size to cover all of it."""
        size = 2 * max(self.shape)
        images, out = self.cut(student, rng, size)
        lost = (out != images).mean()
        expect_that(lost == 1, what=f"the share of pixels lost at size = {size}", observed=f"{lost:.4g}",
                    expected="1: the square covers all of the image")  # fmt: skip

    def expect_even_centres(self, student: Student, rng: Generator) -> None:
        """Expect every pixel of the image to be equally likely to be the centre of the square."""
        expect_even_centres(self, student, rng)

    def expect_own_spots(self, student: Student, rng: Generator) -> None:
        """Expect a spot for each image, and other ones in the next call."""
        found, again = (self.seen(student, rng, USUAL) for _ in range(2))
        expect_that(not (found == found[0]).all(), what="the spot in each image", observed="the same for all of them",
                    expected="one for each", mistakes=["one_spot_for_all"])  # fmt: skip
        expect_that(not np.array_equal(found, again), what="the spots in two calls", observed="the same",
                    expected="others", mistakes=["frozen_draws"])  # fmt: skip

    def expect_zeros(self, student: Student, rng: Generator) -> None:
        """Expect the pixels of a square to become 0."""
        images, out = self.cut(student, rng, USUAL)
        found = squares(images, out)
        filled = out[found]
        even, mean = bool(np.ptp(filled) < 1e-6), bool(abs(filled - images.mean()).max() < 0.3)  # noqa: PLR2004
        unlike = not (filled == images[found]).any()
        expect_that(
            not filled.any(),
            what="the pixels of a square",
            observed=f"{filled[0]:.4g}" if even else f"{filled.min():.4g} to {filled.max():.4g}",
            expected="0",
            mistakes={
                "fills_with_mean": mean,
                "fills_with_a_constant": even and not mean,
                "fills_with_noise": not even and not mean and unlike,
            },
            example=(images, out),
        )
