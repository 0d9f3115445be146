"""The hidden suite of cutout and random flips. The pixels that changed tell where each square lies."""

from functools import partial

import numpy as np
import pytest

from dropgrade.checks import expect_like, expect_returns, expect_unchanged, probe
from dropgrade.checks.behaviour import expect_fresh_draws
from dropgrade.checks.refusals import expect_values_refused
from dropgrade.checks.several import expect_all
from dropgrade.checks.visible.cut_squares import CutSquares
from dropgrade.checks.visible.flips import Flips

SHAPE = (200, 2, 8, 11)  # wider than high, and room for squares of 6
SQUARES = CutSquares(lambda student, images, size, rng: student.cutout(images, size, rng), SHAPE)
FLIPS = Flips(lambda student, images, p, rng: student.random_flip(images, p, rng))


@pytest.mark.points(0.25)
@pytest.mark.essential
def test_block(student, rng):
    """An image loses one block of neighbouring rows and columns; the rest of it stays as it was."""
    SQUARES.expect_block(student, rng)


@pytest.mark.points(0.25)
@pytest.mark.essential
def test_channels(student, rng):
    """All channels of an image lose the same pixels."""
    SQUARES.expect_same_in_channels(student, rng, (90, 3, 7, 10))


@pytest.mark.points(2.5)
def test_size(student, rng):
    """A square has size rows and columns, odd or even, and is clipped at the border of its image."""
    for size in (4, 5, 6, 1):
        SQUARES.expect_size(student, rng, size)
    SQUARES.expect_covered(student, rng)


@pytest.mark.points(2.5)
def test_centres(student, rng):
    """Every pixel of the image is as likely as any other to be the centre of the square."""
    SQUARES.expect_even_centres(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_centres")
def test_one_spot_per_image(student, rng):
    """Every image has a centre of its own, and other ones in the next call."""
    SQUARES.expect_own_spots(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_size")
def test_blank(student, rng):
    """The pixels of a square become 0."""
    SQUARES.expect_zeros(student, rng)


@pytest.mark.points(0.25)
@pytest.mark.essential
def test_flip(student, rng):
    """An image is flipped left to right as a whole, or stays as it was."""
    FLIPS.expect_whole(student, rng)


@pytest.mark.points(0.25)
@pytest.mark.essential
@pytest.mark.needs("test_flip")
def test_flip_rate(student, rng):
    """Each image is flipped with probability p, by a coin of its own."""
    FLIPS.expect_rate(student, rng)


@pytest.mark.points(1)
@pytest.mark.needs("test_flip")
def test_flip_counts(student, rng):
    """How many images are flipped varies, as with independent coins; at p = 0 it is none, and at p = 1 all."""
    FLIPS.expect_counts(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_flip")
def test_fresh_draws(student, rng):
    """Every call draws anew, and with rng alone."""
    images = probe((90, 2, 6, 7), rng)
    expect_fresh_draws(student, partial(student.cutout, images, 2))
    expect_fresh_draws(student, partial(student.random_flip, images, 0.5))


@pytest.mark.points(0.5)
@pytest.mark.needs("test_flip")
def test_dtype(student, rng):
    """float32 stays float32, and uint8 stays uint8."""
    for images in (probe((3, 2, 4, 5), rng, np.float32), rng.integers(1, 256, (3, 2, 4, 5), dtype=np.uint8)):
        for name, setting in (("cutout", 2), ("random_flip", 0.5)):
            given, what = getattr(student, name)(images, setting, rng), f"the result of {name} for {images.dtype}"
            expect_like(given, images, what=what, dtype_mistakes=["another_dtype"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_flip")
def test_input_unchanged(student, rng):
    """images is left as it was."""
    for call, setting in ((student.cutout, 2), (student.random_flip, 0.9)):
        call(probe((40, 1, 6, 7), rng), setting, rng)
        expect_unchanged(student, what="images", mistakes=["changes_input"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_flip")
def test_refuses(student, rng):
    """A size below 1 and a p outside [0, 1] raise ValueError; p = 0 and p = 1 do not."""
    images = probe((2, 1, 4, 5), rng)
    for p in (0.0, 1.0):
        what = f"a call with p = {p}"
        expect_returns(student.random_flip, images, p, rng, what=what, mistakes=["refuses_ends"])
    expect_all(
        lambda: expect_values_refused(lambda size: student.cutout(images, size, rng), "size", (0, -3), good=2,
                                      what="cutout", accepts="takes_any_size"),
        lambda: expect_values_refused(lambda p: student.random_flip(images, p, rng), "p", (-0.1, 1.2), good=0.5,
                                      what="random_flip", accepts="takes_any_p"),
    )  # fmt: skip
