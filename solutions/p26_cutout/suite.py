"""The hidden suite of cutout and random flips. The pixels that changed tell where each square lies."""

import math

import numpy as np
import pytest

from dropgrade.checks import (
    attempt,
    expect_coins,
    expect_counts_vary,
    expect_global_state_untouched,
    expect_like,
    expect_reproducible,
    expect_returns,
    expect_that,
    expect_unchanged,
    fits,
    probe,
)
from dropgrade.checks.blocks import are_blocks, are_clipped, lie_like, spans
from dropgrade.checks.failure import fail
from dropgrade.checks.refusals import expect_refused
from dropgrade.checks.several import expect_all
from dropgrade.checks.visible.squares import Squares, squares

SHAPE = (200, 2, 8, 11)  # wider than high, and room for squares of 6
FLAT = (3200, 1, 2, 3)  # enough images to tell the rates of all mistakes apart
SQUARES = Squares(lambda student, images, size, rng: student.cutout(images, size, rng), SHAPE)


@pytest.mark.points(0.25)
@pytest.mark.essential
def test_block(student, rng):
    """An image loses one block of neighbouring rows and columns; the rest of it stays as it was."""
    images, out = SQUARES.cut(student, rng, 4)
    changed, blank = out != images, out == 0
    rest = out[~blank] / images[~blank] if not blank.all() else np.ones(1)
    heights = changed.any(axis=3).sum(axis=2)
    one_block = are_blocks(changed)
    expect_that(
        bool(changed.any() and not changed.all() and one_block),
        what="the pixels that changed",
        observed=f"{changed.mean():.4g} of all, " + ("whole images" if one_block else "which do not form blocks")
        if changed.any() else "none",
        expected="one block in each image",
        mistakes={
            "keeps_the_square": bool(not changed.all() and are_blocks(~changed)),
            "scales_the_rest": bool(blank.any() and are_blocks(blank) and np.ptp(rest) < 1e-6 and changed.all()),
            "wraps_around": not one_block and heights.max() <= 4,
            "drops_single_pixels": not one_block and heights.max() > 4 and not are_blocks(~changed),
        },
        example=(images, out),
    )  # fmt: skip


@pytest.mark.points(0.25)
@pytest.mark.essential
def test_channels(student, rng):
    """All channels of an image lose the same pixels."""
    found = squares(*SQUARES.cut(student, rng, 4, (90, 3, 7, 10)))
    channels = found.any(axis=(2, 3))
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


@pytest.mark.points(2.5)
def test_size(student, rng):
    """A square has size rows and columns, odd or even, and is clipped at the border of its image."""
    for size in (4, 5, 6, 1):
        found = SQUARES.seen(student, rng, size)
        SQUARES.expect_all_cut(student, rng, found, size)
        longest = [int((end - first).max()) for first, end in (spans(found, 1), spans(found, 2))]
        half, is_even = size // 2, size % 2 == 0
        moved = {
            "shifted_when_even": is_even and lie_like(found, size, half - 1),
            "begins_at_the_centre": size > 2 and lie_like(found, size, 0),
        }
        outside = not any(moved.values()) and lie_like(found, size, half, around=size)
        other = "with centres outside of the image" if outside else "shifted" if any(moved.values()) else ""
        expect_that(
            lie_like(found, size, half),
            what=f"the squares at size = {size}",
            observed=other or f"up to {longest[0]} rows and {longest[1]} columns",
            expected=f"{half} before the centre, {size} rows and columns in all, clipped at the border",
            mistakes={
                **moved,
                "odd_sizes_shrink": not is_even and lie_like(found, size - 1, half),
                "even_sizes_grow": is_even and lie_like(found, size + 1, half),
                "size_to_either_side": lie_like(found, 2 * size, size) or lie_like(found, 2 * size + 1, size),
                "takes_channels_last": longest[1] == SHAPE[3],
                "centre_may_be_outside": outside,
            },
        )
        if size == 5 and not (found == found[0]).all():  # one spot for all is another check's matter
            what = "the squares of size 5 that the border cuts"
            expect_that(all(are_clipped(found, 5)), what=what, observed="none on one side or the other",
                        expected="some on both", mistakes=["stays_inside"])  # fmt: skip
    images, out = SQUARES.cut(student, rng, 2 * max(SHAPE))
    lost = (out != images).mean()
    expect_that(lost == 1, what=f"the share of pixels lost at size = {2 * max(SHAPE)}", observed=f"{lost:.4g}",
                expected="1: the square covers all of the image")  # fmt: skip


@pytest.mark.points(2.5)
def test_centres(student, rng):
    """Every pixel of the image is as likely as any other to be the centre of the square."""
    SQUARES.expect_even_centres(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_centres")
def test_one_spot_per_image(student, rng):
    """Every image has a centre of its own, and other ones in the next call."""
    found, again = (SQUARES.seen(student, rng, 4) for _ in range(2))
    expect_that(not (found == found[0]).all(), what="the spot in each image", observed="the same for all of them",
                expected="one for each", mistakes=["one_spot_for_all"])  # fmt: skip
    expect_that(not np.array_equal(found, again), what="the spots in two calls", observed="the same",
                expected="others", mistakes=["frozen_draws"])  # fmt: skip


@pytest.mark.points(0.5)
@pytest.mark.needs("test_size")
def test_blank(student, rng):
    """The pixels of a square become 0."""
    images, out = SQUARES.cut(student, rng, 4)
    found = squares(images, out)
    filled = out[found]
    even, mean = np.ptp(filled) < 1e-6, abs(filled - images.mean()).max() < 0.3
    expect_that(
        not filled.any(),
        what="the pixels of a square",
        observed=f"{filled[0]:.4g}" if even else f"{filled.min():.4g} to {filled.max():.4g}",
        expected="0",
        mistakes={
            "fills_with_mean": mean,
            "fills_with_a_constant": even and not mean,
            "fills_with_noise": not even and not mean and not (filled == images[found]).any(),
        },
        example=(images, out),
    )


def flip(student, rng, p, shape=FLAT):
    """One call of random_flip: which images changed, the images, and what came back."""
    images = probe(shape, rng)
    out = expect_like(student.random_flip(images, p, rng), images)
    return (out != images).any(axis=(1, 2, 3)), images, out


def irregular(rng):
    """A probability of flipping, another for each seed, far enough from those that mistakes give."""
    return round(float(rng.uniform(0.15, 0.25)), 4)


@pytest.mark.points(0.25)
@pytest.mark.essential
def test_flip(student, rng):
    """An image is flipped left to right as a whole, or stays as it was."""
    for _ in range(60):  # so many that one coin for the whole batch falls both ways
        changed, images, out = flip(student, rng, 0.5, (300, 2, 2, 3))
        if changed.any():
            break
    mirrored = (out == images[..., ::-1]).all(axis=(1, 2, 3))
    other = changed & ~mirrored
    turned = {
        "flips_upside_down": images[:, :, ::-1],
        "turns_half_round": images[:, :, ::-1, ::-1],
        "reverses_channels": images[:, ::-1],
        "reverses_batch": images[::-1],
    }
    by_channel = ((out == images[..., ::-1]) | (out == images)).all(axis=(2, 3)).all()
    expect_that(
        changed.any() and not other.any(),
        what="the images after random_flip at p = 0.5",
        observed=f"{int(other.sum())} of {other.size} are neither flipped nor as before" if other.any() else "no flips",
        expected="each flipped left to right, or as it was",
        mistakes={name: other.any() and np.array_equal(out[other], to[other]) for name, to in turned.items()}
        | {"one_coin_for_each_channel": bool(by_channel and other.any()), "never_flips": not changed.any()},
        example=(images, out),
    )


@pytest.mark.points(0.25)
@pytest.mark.essential
@pytest.mark.needs("test_flip")
def test_flip_rate(student, rng):
    """Each image is flipped with probability p, by a coin of its own."""
    looks = []
    for p in (irregular(rng), round(1 - irregular(rng) / 2, 4)):
        draws = [flip(student, rng, p)[0], *(flip(student, rng, p, (20, 1, 2, 3))[0] for _ in range(20))]
        totals = {float(draw.mean()) for draw in draws}
        looks.append((p, draws[0], totals))
    all_totals = looks[0][2] | looks[1][2]
    expect_that(
        not all_totals <= {0.0, 1.0},
        what="the images of a batch",
        observed="all flipped, every time" if all_totals == {1.0} else "all flipped or none of them",
        expected="each by a coin of its own",
        mistakes={"one_coin_for_all": len(all_totals) == 2, "flips_all": all_totals == {1.0}},
    )
    shares = {
        "flips_with_one_minus_p": [lambda p: 1 - p],
        "flips_half_of_them": [lambda _: 0.5],
        "normal_for_uniform": [normal, lambda p: 1 - normal(p)],
    }
    explained = {
        name: any(all(fits(int(on.sum()), on.size, share(p)) for p, on, _ in looks) for share in ways)
        for name, ways in shares.items()
    }
    for p, on, _ in looks:
        expect_coins(on, p, what=f"the share that is flipped at p = {p}", mistakes=explained)


def normal(z):
    """The probability that a normal number lies below z."""
    return (1 + math.erf(z / math.sqrt(2))) / 2


@pytest.mark.points(1)
@pytest.mark.needs("test_flip")
def test_flip_counts(student, rng):
    """How many images are flipped varies, as with independent coins; at p = 0 it is none, and at p = 1 all."""
    draws = [flip(student, rng, 0.37, (100, 2, 2, 3))[0] for _ in range(12)]
    counts = np.array([draw.sum() for draw in draws])
    frozen = all(np.array_equal(draws[0], draw) for draw in draws)
    some = 0 < counts[0] < 100
    expect_counts_vary(
        counts,
        what="the flips in 100 images",
        mistakes=["frozen_draws" if frozen else "exact_fraction"] if some else [],
    )
    for p in (0.0, 1.0):
        images = probe((9, 2, 2, 3), rng)
        out = attempt(student.random_flip, images, p, rng)  # a refusal is another check's matter
        share = p if out is None else (expect_like(out, images) != images).any(axis=(1, 2, 3)).mean()
        expect_that(share == p, what=f"the share flipped at p = {p}", observed=f"{share:.3g}", expected=f"{p:.3g}")


@pytest.mark.points(0.5)
@pytest.mark.needs("test_flip")
def test_fresh_draws(student, rng):
    """Every call draws anew, and with rng alone."""
    images = probe((90, 2, 6, 7), rng)
    changed = flip(student, rng, 0.5)[0]
    frozen = ["frozen_draws"]
    for call, named in (
        (lambda r: student.cutout(images, 2, r), frozen),
        (lambda r: student.random_flip(images, 0.5, r), frozen if changed.any() and not changed.all() else []),
    ):
        expect_reproducible(call, mistakes=["ignores_rng"], frozen=named)
        expect_global_state_untouched(student, mistakes=["ignores_rng"])


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
    sizes = {f"size = {size}": lambda size=size: student.cutout(images, size, rng) for size in (0, -3)}
    rates = {f"p = {p}": lambda p=p: student.random_flip(images, p, rng) for p in (-0.1, 1.2)}
    expect_all(
        lambda: expect_refused("cutout", sizes, accepts="takes_any_size"),
        lambda: expect_refused("random_flip", rates, accepts="takes_any_p"),
    )
