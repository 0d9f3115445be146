"""How often each pixel of an image is the centre of the square that was cut out."""

from __future__ import annotations

from typing import Final

import numpy as np

from dropgrade.checks.blocks import spans
from dropgrade.checks.coins import fits
from dropgrade.checks.dropout.function import Generator
from dropgrade.checks.failure import Array, expect_that
from dropgrade.checks.student import Student
from dropgrade.checks.visible.squares import Squares

MANY: Final = (1200, 1, 5, 7)
"""Enough images to determine how often each pixel is the centre."""
ALPHA: Final = 1e-9 / 15
"""The false-alarm rate of each count of centres."""


def centres_of(cutout: Squares, student: Student, rng: Generator) -> Array:
    """Return how often each pixel is the centre, from squares of size 1, or of size 2 if those change nothing."""
    images, out = cutout.cut(student, rng, 1, MANY)
    size = 1 if (out != images).any() else 2
    found = cutout.seen(student, rng, size, MANY)
    reason = cutout.explain_uncut(student, rng) if not found.any(axis=(1, 2)).all() else ""
    if reason == "sometimes_skipped":  # tested by another check
        found = found[found.any(axis=(1, 2))]
    cutout.expect_all_cut(student, rng, found, size)
    most = int(found.sum(axis=(1, 2)).max())
    expect_that(most == size**2, what=f"the most pixels that a square of size {size} covers", observed=f"{most}",
                expected=f"{size**2}")  # fmt: skip
    counts = np.zeros(MANY[2:], dtype=int)
    np.add.at(counts, (spans(found, 1)[1] - 1, spans(found, 2)[1] - 1), 1)
    return counts


def expect_even_centres(cutout: Squares, student: Student, rng: Generator) -> None:
    """Expect every pixel of the image to be equally likely to be the centre of the square."""
    counts = centres_of(cutout, student, rng)
    apart = counts.max() < counts.sum()
    expect_that(bool(apart), what="the centres", observed="the same pixel in all images", expected="drawn apart")
    _expect_everywhere(counts)
    _expect_border(counts)
    _expect_lines(counts)


def _expect_everywhere(counts: Array) -> None:
    rows, columns = counts.sum(axis=1), counts.sum(axis=0)
    missed = [
        f"the {end} {name}"
        for name, on in (("row", rows), ("column", columns))
        for end, place in (("first", 0), ("last", -1))
        if not on[place]
    ]
    last, only_ends = [name for name in missed if "last" in name], bool(rows[1:-1].all() and columns[1:-1].all())
    empty, line = int((counts == 0).sum()), bool((counts > 0).sum() < sum(counts.shape))
    expect_that(
        not empty,
        what=f"the centres of {counts.sum()} squares",
        observed=f"none in {' or '.join(missed)}" if missed and only_ends else f"none on {empty} of {counts.size}",
        expected="some on every pixel",
        mistakes={
            "begins_at_one": bool(missed) and not last and only_ends,
            "never_in_the_last_row": missed == last and len(last) == counts.ndim and only_ends,
            "one_direction_short": missed == last and len(last) == 1 and only_ends,
            "centre_on_the_diagonal": line,
            "centre_prefers_the_middle": not line and not missed,
        },
    )


def _expect_border(counts: Array) -> None:
    (high, wide), n = counts.shape, int(counts.sum())
    border = n - int(counts[1:-1, 1:-1].sum())
    middle = (high - 2) * (wide - 2)
    share, rounded = 1 - middle / (high * wide), 1 - middle / ((high - 1) * (wide - 1))
    half = fits(border, n, rounded)
    expect_that(
        fits(border, n, share),
        what="the share of centres in the first and last row and column",
        observed=f"{border / n:.4g} ({border:,} of {n:,})",
        expected=f"about {share:.4g}",
        mistakes={"border_half_as_likely": half, "centre_prefers_the_middle": border < n * share and not half},
    )


def _expect_lines(counts: Array) -> None:
    n = int(counts.sum())
    for name, on in (("row", counts.sum(axis=1)), ("column", counts.sum(axis=0))):
        odd = [k for k, count in enumerate(on) if not fits(int(count), n, 1 / len(on), ALPHA)]
        expect_that(
            not odd,
            what=f"how many of {n} centres lie in one row or column",
            observed=f"{on[odd[0]]} in {name} {odd[0]}" if odd else "",
            expected=f"about {n / len(on):.0f}",
            mistakes={"centre_prefers_the_middle": bool(on[0] + on[-1] < 2 * n / len(on))},
        )
