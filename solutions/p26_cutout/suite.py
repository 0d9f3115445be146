"""The hidden suite of cutout and random flips. The pixels that changed tell where each square lies."""

from dataclasses import dataclass

import numpy as np
import pytest

from dropgrade.checks import (
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
    refuses,
)

P = 0.3
SHAPE = (300, 2, 8, 14)  # so many images that a row or column of centres is missed once in 1e9
FLAT = (700, 2, 2, 3)  # enough images to tell the rates of all mistakes apart
MASSED = 1e-9 / 25  # the false-alarm rate of each row and column of centres


@dataclass
class Squares:
    """Where the images changed: first and last + 1 row and column in each image and channel."""

    changed: np.ndarray  # (N, C, H, W)

    def side(self, axis):
        """Which rows (axis 2) or columns (axis 3) of each image and channel changed."""
        return self.changed.any(axis=5 - axis)

    def span(self, axis):
        """The first of them and the last + 1, for each image and channel."""
        on = self.side(axis)
        return on.argmax(axis=2), on.shape[2] - on[..., ::-1].argmax(axis=2)

    @property
    def is_cut(self):
        """In which images and channels anything changed."""
        return self.changed.any(axis=(2, 3))

    @property
    def are_blocks(self):
        """In which images and channels it is one block of rows and columns."""
        whole = (self.changed == (self.side(2)[..., None] & self.side(3)[:, :, None])).all(axis=(2, 3))
        return whole & self.is_joined(2) & self.is_joined(3)

    def is_joined(self, axis):
        """In which images and channels the rows or columns have no gap."""
        first, end = self.span(axis)
        return ~self.is_cut | (self.side(axis).sum(axis=2) == end - first)

    def intervals(self, axis):
        """All spans of rows or columns that occur."""
        first, end = self.span(axis)
        return set(zip(first[self.is_cut].tolist(), end[self.is_cut].tolist(), strict=True))

    @property
    def is_banded(self):
        """Whether every block reaches over the whole width, as where the axes are taken for others."""
        return bool((self.changed.any(axis=2) == self.is_cut[..., None]).all())


def cut(student, rng, size, shape=SHAPE):
    """One call of cutout: where it changed the images, the images, and what came back."""
    images = probe(shape, rng)
    out = expect_like(student.cutout(images, size, rng), images)
    return Squares(out != images), images, out


def expect_blocks(squares, mistakes=()):
    """Expect that what changed is one block of pixels, and that not everything did."""
    fact = bool(squares.is_cut.any() and squares.are_blocks.all() and not squares.changed.all())
    share = squares.changed.mean()
    seen = f"{share:.1%} of all pixels changed, which do not form squares" if share else "no pixel changed"
    expect_that(
        fact, what="the pixels that changed", observed=seen, expected="one block in each image", mistakes=mistakes
    )


@pytest.mark.points(1.5)
def test_block(student, rng):
    """An image loses one block of neighbouring rows and columns; the rest of it stays as it was."""
    squares, images, out = cut(student, rng, 4)
    rest = out[out != 0] / images[out != 0] if out.any() else np.ones(1)
    blank = Squares(out == 0)
    inside_out = Squares(~squares.changed)
    joined = squares.is_joined(2) & squares.is_joined(3)
    expect_blocks(
        squares,
        mistakes={
            "keeps_the_square": bool(inside_out.is_cut.any() and inside_out.are_blocks.all()),
            "scales_the_rest": bool(blank.is_cut.any() and blank.are_blocks.all() and np.ptp(rest) < 1e-9),
            "wraps_around": bool(not joined.all() and (squares.side(2).sum(axis=2) == 4).all()),
            "drops_single_pixels": bool(not joined.all() and (squares.side(2).sum(axis=2) > 4).any()),
        },
    )


def spans(length, size, before):
    """The spans that squares cover along an axis, clipped: `before` are the pixels before the centre."""
    return {(max(c - before, 0), min(c - before + size, length)) for c in range(length)}


@pytest.mark.points(1.5)
@pytest.mark.needs("test_block")
def test_size(student, rng):
    """A square has size rows and columns, odd or even, and is clipped at the border of its image."""
    for size in (4, 3):
        squares, images, _ = cut(student, rng, size)
        expect_blocks(squares)
        high, wide = images.shape[2:]
        found = squares.intervals(2), squares.intervals(3)
        longest = max(end - first for first, end in found[0])
        beyond = not squares.changed[..., -1].any()  # centres never come near the last column
        banded = squares.is_banded
        uncut = int((~squares.is_cut.any(axis=1)).sum())
        expect_that(
            not uncut,
            what=f"the images that lose nothing at size = {size}",
            observed=f"{uncut} of {len(images)}",
            expected="none: some of each square lies inside",
            mistakes={
                "height_and_width_swapped": beyond and not banded,
                "negative_slices_wrap": not beyond and not banded,
                "takes_channels_last": banded,
            },
        )
        shifted = size % 2 == 0 and found[0] <= spans(high, size, size // 2 - 1)
        expect_that(
            found[0] <= spans(high, size, size // 2) and found[1] <= spans(wide, size, size // 2),
            what=f"the squares at size = {size}",
            observed="shifted by one pixel" if shifted else f"up to {longest} rows and {longest_of(found[1])} columns",
            expected=f"{size // 2} before the centre, {size} rows and columns in all, clipped at the border",
            mistakes={
                "shifted_when_even": shifted,
                "odd_sizes_shrink": size % 2 == 1 and longest == size - 1,
                "even_sizes_grow": size % 2 == 0 and longest == size + 1,
                "size_to_either_side": longest in (2 * size, 2 * size + 1),
                "takes_channels_last": banded,
            },
        )
    for size, share in ((1, 1), (2 * max(SHAPE[2:]), SHAPE[2] * SHAPE[3])):
        lost = cut(student, rng, size, (3, 2, *SHAPE[2:]))[0].changed.sum(axis=(2, 3)).max(axis=1)
        what = f"the pixels that a channel of {SHAPE[2]} x {SHAPE[3]} loses at size = {size}"
        odd = lost[lost != share]
        expect_that(not odd.size, what=what, observed=f"{odd[0] if odd.size else share}", expected=f"{share}")


def longest_of(found):
    """The longest of some spans."""
    return max(end - first for first, end in found)


@pytest.mark.points(1.5)
@pytest.mark.needs("test_block")
def test_centres(student, rng):
    """Every pixel of the image is as likely as any other to be the centre of the square."""
    size = 5
    squares, images, _ = cut(student, rng, size)
    expect_blocks(squares)
    cut_channel = np.arange(len(images)), squares.is_cut.argmax(axis=1)  # that some stay is another check's matter
    firsts = [squares.span(axis)[0][cut_channel] for axis in (2, 3)]
    drawn = not squares.is_banded and np.unique(firsts[1]).size > 1  # if not, another check says why
    expect_that(drawn, what="the squares", observed="the same place in all images", expected="places drawn apart")
    expect_that(
        not np.array_equal(*firsts),
        what="the row and the column where a square begins",
        observed="the same number in every image",
        expected="two numbers drawn apart",
        mistakes=["centre_on_the_diagonal"],
    )
    names = ("row", "column")
    inside = all(first.max() == length - size for first, length in zip(firsts, images.shape[2:], strict=True))
    missed = all(
        first.max() == length - 1 - size // 2 - 1 for first, length in zip(firsts, images.shape[2:], strict=True)
    )
    beyond = not squares.changed[..., -1].any()  # centres never come near the last column
    uncut = not squares.is_cut.any(axis=1).all()
    for name, first, length in zip(names, firsts, images.shape[2:], strict=True):
        counts = np.bincount(first, minlength=length)[: length - size // 2]
        shares = np.array([size // 2 + 1] + [1] * (length - size // 2 - 1)) / length
        odd = [k for k, n in enumerate(counts) if not fits(int(n), len(first), shares[k], MASSED)]
        expect_that(
            not odd,
            what=f"how many of {len(first)} squares of size {size} begin in {name} {odd[0] if odd else 0}",
            observed=f"{counts[odd[0]]}" if odd else "",
            expected=f"about {len(first) * shares[odd[0]]:.0f}" if odd else "",
            mistakes={
                "stays_inside": inside,
                "never_in_the_last_row": missed,
                "height_and_width_swapped": beyond and not missed and not inside,
                "negative_slices_wrap": uncut and not beyond,
            },
        )
    expect_centres_at_the_border(student, rng)


def expect_centres_at_the_border(student, rng):
    """Expect centres in the first and last row and column; 400 squares of size 1 miss one less than once in 1e12."""
    centres = cut(student, rng, 1, (400, 1, *SHAPE[2:]))[0].changed[:, 0]
    if not (centres.sum(axis=(1, 2)) == 1).all():  # if it is not one pixel, another check says so
        return
    seen = {"row": centres.any(axis=(0, 2)), "column": centres.any(axis=(0, 1))}
    missed = [f"the {end} {name}" for end, k in (("first", 0), ("last", -1)) for name, on in seen.items() if not on[k]]
    begins_late = any("first" in place for place in missed)
    expect_that(
        not missed,
        what=f"the centres of {len(centres)} squares of size 1",
        observed=f"none in {' or '.join(missed)}",
        expected="some in every row and column",
        mistakes={
            "begins_at_one": begins_late,
            "one_direction_short": not begins_late and len(missed) == 1,
            "never_in_the_last_row": not begins_late and len(missed) > 1,
        },
    )


@pytest.mark.points(1)
@pytest.mark.needs("test_block")
def test_one_spot_per_image(student, rng):
    """Every image has a spot of its own, and all of its channels lose the same pixels."""
    squares, _, _ = cut(student, rng, 4)
    expect_blocks(squares)
    own = squares.changed[:, :1]
    one_channel = bool((squares.is_cut.sum(axis=1) <= 1).all())
    expect_that(
        bool((squares.changed == own).all()),
        what="the channels of an image",
        observed="only one of them loses anything" if one_channel else "they lose different pixels",
        expected="all lose the same pixels",
        mistakes={
            "one_channel_only": one_channel and not squares.is_banded,
            "spot_for_each_channel": not one_channel and not squares.is_banded,
            "takes_channels_last": squares.is_banded,
        },
    )
    alike = bool((own == own[:1]).all())
    seen = "the same for all of them"
    frozen = np.array_equal(squares.changed, cut(student, rng, 4)[0].changed)
    expect_that(
        not alike,
        what="the spot in each image",
        observed=seen,
        expected="one for each",
        mistakes=["one_spot_for_all"],
    )
    expect_that(not frozen, what="the spots in two calls", observed="the same", expected="others",
                mistakes=["frozen_draws"])  # fmt: skip


@pytest.mark.points(0.5)
@pytest.mark.needs("test_block")
def test_blank(student, rng):
    """The pixels of a square become 0."""
    squares, images, out = cut(student, rng, 4)
    expect_blocks(squares)
    filled = out[squares.changed]
    expect_that(
        not filled.any(),
        what="the pixels of a square",
        observed=f"{filled[0]:.4g}" if np.ptp(filled) == 0 else f"{filled.min():.4g} to {filled.max():.4g}",
        expected="0",
        mistakes={
            "fills_with_mean": bool(abs(filled.mean() - images.mean()) < 0.05 and np.ptp(filled) < 0.5),
            "fills_with_noise": bool(np.ptp(filled) >= 0.5),
        },
    )


def flip(student, rng, p=P, shape=FLAT):
    """One call of random_flip: which images changed (their first channels decide), the images, and what came back."""
    images = probe(shape, rng)
    out = expect_like(student.random_flip(images, p, rng), images)
    return (out != images)[:, 0].any(axis=(1, 2)), images, out


@pytest.mark.points(1)
def test_flip(student, rng):
    """An image is flipped left to right as a whole, or stays as it was."""
    for _ in range(60):  # so many that one coin for the whole batch falls both ways
        changed, images, out = flip(student, rng)
        if changed.any():
            break
    turned = {
        "flips_upside_down": images[:, :, ::-1],
        "turns_half_round": images[:, :, ::-1, ::-1],
        "reverses_channels": images[:, ::-1],
    }
    mirrored = (out == images[..., ::-1]).all(axis=(2, 3))
    other = ~mirrored.all(axis=1) & (out != images).any(axis=(1, 2, 3))
    mistakes = {name: np.array_equal(out[other], to[other]) for name, to in turned.items()}
    by_channel = bool((mirrored | (out == images).all(axis=(2, 3))).all())
    expect_that(
        changed.any() and not other.any(),
        what="the images after random_flip",
        observed=f"{int(other.sum())} of {other.size} are neither flipped nor as before" if other.any() else "no flips",
        expected="each flipped left to right, or as it was",
        mistakes={**mistakes, "one_coin_for_each_channel": by_channel} if other.any() else (),
    )


@pytest.mark.points(1)
@pytest.mark.needs("test_flip")
def test_flip_rate(student, rng):
    """Each image is flipped with probability p, by a coin of its own."""
    changed = flip(student, rng)[0]
    more = [flip(student, rng, shape=(100, 2, 2, 3))[0] for _ in range(20)]
    totals = {flips.mean() for flips in (changed, *more)}
    expect_that(
        not totals <= {0.0, 1.0},
        what="the images of a batch",
        observed="all flipped, every time" if totals == {1.0} else "all flipped or none",
        expected="each by a coin of its own",
        mistakes={"one_coin_for_all": 0.0 in totals, "flips_all": totals == {1.0}},
    )
    mistakes = {"flips_with_one_minus_p": 1 - P, "flips_half_of_them": 0.5}
    expect_coins(changed, P, what="the share that is flipped", mistakes=mistakes)
    if not np.array_equal(more[0], more[1]):  # frozen draws are another check's matter
        counts = np.array([flips.sum() for flips in more])
        expect_counts_vary(counts, what="the flips in 100 images", mistakes=["exact_fraction"])
    for p in (0.0, 1.0):
        what = f"a call with p = {p}"
        images = probe((9, 2, 2, 3), rng)
        out = expect_returns(student.random_flip, images, p, rng, what=what, mistakes=["refuses_ends"])
        share = (expect_like(out, images) != images).any(axis=(1, 2, 3)).mean()
        expect_that(share == p, what=f"the share flipped at p = {p}", observed=f"{share:.3g}", expected=f"{p:.3g}")


@pytest.mark.points(0.5)
@pytest.mark.needs("test_block", "test_flip")
def test_fresh_draws(student, rng):
    """Every call draws anew, and with rng alone."""
    images = probe((90, 2, 6, 7), rng)
    changed = flip(student, rng)[0]
    frozen = ["frozen_draws"]
    for call, named in (
        (lambda r: student.cutout(images, 2, r), frozen),
        (lambda r: student.random_flip(images, P, r), frozen if changed.any() and not changed.all() else []),
    ):
        expect_reproducible(call, mistakes=["ignores_rng"], frozen=named)
        expect_global_state_untouched(student, mistakes=["ignores_rng"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_block", "test_flip")
def test_dtype(student, rng):
    """float32 stays float32, and uint8 stays uint8."""
    for images in (probe((3, 2, 4, 5), rng, np.float32), rng.integers(1, 256, (3, 2, 4, 5), dtype=np.uint8)):
        for name, setting in (("cutout", 2), ("random_flip", 0.5)):
            what = f"the result of {name} for {images.dtype}"
            given = getattr(student, name)(images, setting, rng)
            expect_like(given, images, what=what, dtype_mistakes=["another_dtype"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_block", "test_flip")
def test_input_unchanged(student, rng):
    """images is left as it was."""
    for call, setting in ((student.cutout, 2), (student.random_flip, 1.0)):
        call(probe((40, 1, 6, 7), rng), setting, rng)
        expect_unchanged(student, what="images", mistakes=["changes_input"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_block", "test_flip")
def test_refuses(student, rng):
    """A size below 1 and a p outside [0, 1] raise ValueError."""
    images = probe((2, 1, 4, 5), rng)
    taken = [f"cutout with size = {size}" for size in (0, -3) if not refuses(student.cutout, images, size, rng)]
    taken += [f"random_flip with p = {p}" for p in (-0.1, 1.2) if not refuses(student.random_flip, images, p, rng)]
    expect_that(
        not taken,
        what="calls that ask for what there is not",
        observed=f"no ValueError from {' and '.join(taken)}",
        expected="a ValueError from each",
        mistakes={"takes_any_size": "size" in str(taken), "takes_any_p": "p =" in str(taken)},
    )
