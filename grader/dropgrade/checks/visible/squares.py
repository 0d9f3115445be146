"""Where squares were cut out of images, determined from the pixels that changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from dropgrade.checks.arrays import expect_like
from dropgrade.checks.blocks import are_blocks, are_clipped, lie_like
from dropgrade.checks.dropout.function import Generator
from dropgrade.checks.failure import Array, expect_that, fail
from dropgrade.checks.inputs import probe
from dropgrade.checks.student import Student

ODD: Final = 5
Shape = tuple[int, int, int, int]


@dataclass(frozen=True)
class Squares:
    """Determines what a call `(student, images, size, rng)` cuts out, in images of a shape that is large enough."""

    call: Callable[[Student, Array, int, Generator], object]
    shape: Shape

    def cut(self, student: Student, rng: Generator, size: int, shape: Shape | None = None) -> tuple[Array, Array]:
        """Return the images and the result of one call."""
        images = probe(shape or self.shape, rng)
        return images, expect_like(self.call(student, images, size, rng), images)

    def seen(self, student: Student, rng: Generator, size: int, shape: Shape | None = None) -> Array:
        """Return the square of each image in one call, (N, H, W), from the first channel that has one."""
        found = squares(*self.cut(student, rng, size, shape))
        return np.asarray(found[np.arange(len(found)), found.any(axis=(2, 3)).argmax(axis=1)])

    def explain_uncut(self, student: Student, rng: Generator) -> str:
        """Return the mistake because of which some images lose nothing, as squares of size 5 reveal it."""
        found = self.seen(student, rng, ODD)
        is_cut = found.any(axis=(1, 2))
        found = found[is_cut]
        if found.any(axis=1).all():
            return "takes_channels_last"
        if not found[..., -1].any():  # centres never come near the last column
            return "height_and_width_swapped"
        if not are_clipped(found, ODD)[0]:
            return "negative_slices_wrap"
        return "sometimes_skipped" if lie_like(found, ODD, 2) and not is_cut.all() else "centre_may_be_outside"

    def expect_all_cut(self, student: Student, rng: Generator, found: Array, size: int) -> None:
        """Expect that every image lost something."""
        uncut = int((~found.any(axis=(1, 2))).sum())
        reason = self.explain_uncut(student, rng) if uncut else ""
        outside = ", as if their squares lay outside of the image" if reason == "centre_may_be_outside" else ""
        expect_that(
            not uncut,
            what=f"the images that lose nothing at size = {size}",
            observed=f"{uncut} of {len(found)}{outside}",
            expected="none: some of each square lies inside",
            mistakes=[reason],
        )


def squares(images: Array, out: Array) -> Array:
    """Return the pixels of the squares: those that changed, or else blocks that stand out in another way."""
    changed = out != images
    for found in (changed, ~changed, out == 0):
        if found.any() and not found.all() and are_blocks(found):
            return np.asarray(found)
    share = f"{changed.mean():.4g} of all, and they do not form blocks" if changed.any() else "none"
    return fail("the pixels that changed", observed=share, expected="one block in each image")
