"""The hidden suite of DropBlock.

A corner of a map lies in one place only, so the corners show the coins of single places, four of them a map: by these
gamma is judged, exactly. What is not about coins is exact anyway.
"""

import numpy as np
import pytest

from dropgrade.checks import (
    attempt,
    constant_axes,
    enough_coins,
    expect_array,
    expect_coins,
    expect_different,
    expect_global_state_untouched,
    expect_independent,
    expect_like,
    expect_mask,
    expect_none,
    expect_pair,
    expect_raises,
    expect_reproducible,
    expect_returns,
    expect_scale,
    expect_that,
    expect_unchanged,
    kept_scale,
    probe,
)

P = 0.35
MANY = (80, 35, 4, 7)  # enough corners to tell the gammas of all mistakes apart, with blocks of 3
SOME = (19, 14, 6, 9)  # maps with places for blocks of 3 and 4
FEW = (9, 7, 6, 8)


def train(student, x, rng, b=3, p=P):
    """One training call: the output, checked for its form, and the mask as it came."""
    out, mask = expect_pair(student.dropblock(x, p, b, training=True, rng=rng))
    return expect_like(out, x), mask


def evaluate(student, x, rng):
    """One evaluation call: the output and the mask as they came."""
    result = student.dropblock(x, P, 3, training=False, rng=rng)
    return expect_pair(result, what="what evaluation returns", mistakes=["bare_output_at_evaluation"])


def dropped(out):
    """Which entries were dropped; what follows from them needs some that were and some that were not."""
    gone = out == 0
    observed = "all of them" if gone.all() else "none of them"
    expect_that(gone.any() and not gone.all(), what="the entries that are dropped", observed=observed, expected="some")
    return gone


def drops(out):
    """Whether an output holds zeros and other values, whatever it is."""
    return isinstance(out, np.ndarray) and bool((out == 0).any() and (out != 0).any())


def gamma(h, w, p=P, b=3):
    """The probability of a place, by the paper."""
    return p / b**2 * h * w / ((h - b + 1) * (w - b + 1))


def corners(gone):
    """The four corners of every map: an array of shape (N, C, 4)."""
    return gone[:, :, [0, 0, -1, -1], [0, -1, 0, -1]]


def strays(gone, b):
    """Which of the dropped entries lie in no b x b block of dropped ones."""
    rows, columns = gone.shape[2] - b + 1, gone.shape[3] - b + 1
    spans = [(..., slice(i, i + rows), slice(j, j + columns)) for i, j in np.ndindex(b, b)]
    blocks = np.logical_and.reduce([gone[span] for span in spans])
    left = gone.copy()
    for span in spans:
        left[span] &= ~blocks
    return left


def odd_form(gone, b):
    """The mistake that the form of what was dropped shows, or None."""
    if not gone.any():
        return None
    if not strays(gone, b).any():
        return "whole_maps" if (gone == gone[:, :, :1, :1]).all() else None
    if not strays(np.pad(gone, ((0, 0), (0, 0), (b, b), (b, b)), constant_values=True), b).any():
        return "blocks_cut_at_border"
    if not strays(gone.transpose(0, 3, 1, 2), b).any():
        return "channels_last"
    return "single_pixels" if strays(gone, 2)[:, :, 1:-1, 1:-1].any() else None


@pytest.mark.points(0.5)
def test_drops(student, rng):
    """In training some entries become exactly zero, and others do not."""
    x = probe(SOME, rng)
    out, _ = train(student, x, rng)
    all_stay = bool((out != 0).all())
    tiny = bool((abs(out[out != 0]) < 1e-3).any())
    swapped = all_stay and not tiny and drops((attempt(evaluate, student, x, rng) or [None])[0])
    expect_that(
        drops(out) and not tiny,
        what="the entries that are dropped",
        observed="nearly zero" if tiny else "none of them" if all_stay else "all of them",
        expected="some of them, exactly zero",
        mistakes={
            "tiny_for_zero": tiny,
            "modes_swapped": swapped,
            "drops_nothing": all_stay and not tiny and not swapped,
        },
    )


@pytest.mark.points(2)
@pytest.mark.needs("test_drops")
def test_blocks(student, rng):
    """What is dropped are blocks of block_size x block_size, which lie wholly in the map."""
    x = probe(SOME, rng)
    for b in (3, 4):
        out, _ = train(student, x, rng, b)
        gone = dropped(out)
        torn = strays(gone, b)
        n, c, h, w = np.argwhere(torn)[0] if torn.any() else (0, 0, 0, 0)
        shown = (n, c, slice(h, None), slice(w, None))
        form = odd_form(gone, b)
        expect_that(
            not torn.any() and form is None,
            what=f"the dropped entries at block_size = {b}",
            observed="whole maps" if not torn.any() else f"{torn.sum():,} of {gone.sum():,} lie in no such block",
            expected=f"blocks of {b} x {b} within the map",
            mistakes=[form] if form else [],
            example=(x[shown], out[shown]) if torn.any() else None,
        )
        hole = smallest_hole(student, x, rng, b)
        expect_that(
            hole == b * b,
            what=f"the smallest part of a map that is dropped at block_size = {b}",
            observed=f"{hole} entries",
            expected=f"{b * b} entries, a single block",
            mistakes={"odd_blocks_only": b == 4 and hole == 25},
        )


def smallest_hole(student, x, rng, b):
    """How much was dropped in the map that lost least, of those that lost any, in as many calls as one block takes.

    With p = 0.05 a map of 6 x 9 has exactly one block with a probability above 0.15, and there are 266 in a call.
    """
    smallest = x[0, 0].size
    for _ in range(60):
        out, _ = train(student, x, rng, b, p=0.05)
        sizes = (out == 0).sum(axis=(2, 3))
        smallest = min([smallest, *sizes[sizes > 0]])
        if smallest <= b * b:
            break
    return int(smallest)


@pytest.mark.points(1.5)
@pytest.mark.needs("test_drops")
def test_gamma(student, rng):
    """Every place in which a block fits is drawn with probability gamma."""
    x = probe(MANY, rng)
    h, w = x.shape[2:]
    gone = train(student, x, rng)[0] == 0
    form, right = odd_form(gone, 3), gamma(h, w)
    missing = bool(gone.any() and not gone[:, :, -1].any())  # the last rows lie in no place
    told = gone.any() and not missing and form in (None, "blocks_cut_at_border")
    covers = 4 if form else 1  # four blocks reach a corner, where their coins stand in the middle and may stick out
    shared = [axis for axis in constant_axes(gone) if axis < 2]
    kept = enough_coins(~corners(gone), lambda: ~corners(train(student, x, rng)[0] == 0), shared)
    expect_coins(
        kept,
        1 - right,
        what="the share of corners that are kept (a corner lies in one place only)",
        mistakes={
            "gamma_is_p": (1 - P) ** covers if told else None,
            "gamma_without_border": (1 - P / 9) ** covers if told else None,
            "keeps_with_p": (1 - gamma(h, w, 1 - P)) ** covers if told else None,
            "square_maps_only": 1 - gamma(h, h) if told and not form else None,
            "one_place_too_few": 1 - P / 9 * h * w / ((h - 3) * (w - 3)) if told else None,
            "misses_last_places": 1 - right / 4 if missing else None,
            **({form: True} if form else {}),
        },
    )


@pytest.mark.points(1)
@pytest.mark.needs("test_drops")
def test_own_coins(student, rng):
    """Every place of every map has a coin of its own, thrown independently of all others."""
    gone = dropped(train(student, probe(SOME, rng), rng)[0])
    shared = constant_axes(gone)
    alike = " and ".join(name for axis, name in ((0, "all samples"), (1, "all channels")) if axis in shared)
    expect_that(
        not alike,
        what="who shares a mask",
        observed=alike,
        expected="nobody",
        mistakes={"one_mask_for_batch": 0 in shared, "one_mask_for_channels": 1 in shared},
    )
    seen = corners(gone)  # judged by the student's own rate, which another check judges
    for axis, who in ((0, "the corners of neighbouring samples"), (1, "the corners of neighbouring channels")):
        expect_independent(seen, seen.mean(), axis=axis, what=who)
    sizes = gone.sum(axis=(2, 3))
    expect_that(
        sizes.max() > 9 or sizes.min() < 9,  # of 28 places in 266 maps, one in each with less than 1e-99
        what="what is dropped of each map",
        observed="one block, in each of them",
        expected="none, one or several, as independent coins give",
        mistakes=["one_block_per_map"],
    )


@pytest.mark.points(1.5)
@pytest.mark.needs("test_drops")
def test_scale(student, rng):
    """Survivors are multiplied by the number of entries over the number of ones in the mask."""
    x = probe(FEW, rng)
    out, _ = train(student, x, rng)
    on = ~dropped(out)
    by_part = {"rescales_each_map": (2, 3), "rescales_each_sample": (1, 2, 3), "rescales_each_channel": (0, 2, 3)}
    share = on.mean()
    factor = kept_scale(out, x)
    guarded = abs(factor * share - 1) < 1e-6  # room for a guard in the denominator
    expect_scale(
        out,
        x,
        factor if guarded else 1 / share,
        mistakes={
            "no_scaling": 1.0,
            "divides_by_keep": 1 / (1 - P),
            "divides_by_p": 1 / P,
            "factor_from_gamma": 1 / (1 - gamma(*FEW[2:])),
            "multiplies_by_share": share,
            "counts_the_dropped": 1 / (1 - share),
        }
        | {name: is_rescaled(out, x, on, axes) for name, axes in by_part.items()},
    )


def is_rescaled(out, x, on, axes):
    """Whether each part of x is divided by the share of it that survived, where these shares differ."""
    shares = on.mean(axis=axes, keepdims=True)
    return bool(np.unique(shares).size > 1 and np.allclose(out * shares, x * on, rtol=1e-6))


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drops")
def test_mask(student, rng):
    """The mask has the shape of x and holds 1 where an entry survived, without the factor."""
    x = probe(FEW, rng)
    out, mask = train(student, x, rng)
    on = ~dropped(out)
    inverted = isinstance(mask, np.ndarray) and mask.shape == x.shape and np.array_equal(mask != 0, ~on)
    known = {"scaled_mask": on.size / on.sum(), "mask_of_places": (*FEW[:2], 4, 6), "mask_of_dropped": inverted}
    expect_mask(mask, x.shape, on, mistakes=known)
    result = attempt(student.dropblock, x, 0.0, 3, training=True, rng=rng)  # a refusal is judged elsewhere
    none = isinstance(result, tuple) and result[-1] is None
    what = "the mask of training at p = 0"
    expect_that(not none, what=what, observed="None", expected="an array of ones", mistakes=["no_mask_at_zero"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drops")
def test_evaluation(student, rng):
    """Evaluation returns x as it is, and None for the mask, and needs no rng."""
    x = probe(FEW, rng)
    out, mask = evaluate(student, x, rng)
    swapped = drops(out) and not drops(train(student, x, rng)[0])
    expect_array(
        out,
        x,
        what="out at evaluation",
        mistakes={
            "drops_at_evaluation": drops(out) and not swapped,
            "modes_swapped": swapped,
            "scales_at_evaluation": x * (1 - P),
        },
    )
    expect_none(mask, what="the mask at evaluation", mistakes=["mask_at_evaluation"])
    known = {"throws_coins_at_evaluation": "NoneType"}
    what = "an evaluation with rng = None"
    expect_returns(student.dropblock, x, P, 3, training=False, rng=None, what=what, mistakes=known)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drops")
def test_fresh_coins(student, rng):
    """Every call throws new coins, and throws them with rng alone."""
    x = probe(SOME, rng)
    first, second = (train(student, x, rng)[0] for _ in range(2))
    dropped(first)
    expect_different(first, second, what="two calls in a row", mistakes=["frozen_mask"])
    expect_reproducible(lambda r: train(student, x, r)[0], mistakes=["ignores_rng"], frozen=["frozen_mask"])
    expect_global_state_untouched(student, mistakes=["ignores_rng"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drops")
def test_nothing_left(student, rng):
    """If a call drops everything, out is zeros, without NaN; a block may be as large as the map."""
    x = probe((1, 1, 1, 1), rng)
    call = {"p": 0.5, "block_size": 1, "training": True, "rng": rng}
    results = [attempt(student.dropblock, x, **call) for _ in range(36)]  # 0.5 ** 36 is less than 1e-10
    failed = [result is None for result in results]
    what = "a call that may drop everything"
    if all(failed):
        expect_returns(student.dropblock, x, what=what, **call)
    expect_that(not any(failed), what=what, observed="an error", expected="zeros", mistakes=["divides_by_zero"])
    outs = [expect_pair(result)[0] for result in results]
    nan = any(isinstance(out, np.ndarray) and not np.isfinite(out).all() for out in outs)
    expect_that(not nan, what=what, observed="NaN or infinity", expected="zeros", mistakes=["divides_by_zero"])
    lost = [bool((expect_like(out, x) == 0).all()) for out in outs]
    what = "a map with a single entry, block_size = 1 and p = 0.5"
    expect_that(
        len({*lost}) > 1, what=what, observed="the same in 36 calls", expected="kept at times, dropped at others"
    )
    few = probe(FEW, rng)
    factor = kept_scale(train(student, few, rng)[0], few)  # on a single entry several mistakes give the same
    wrong = {"divides_by_keep": 1 / (1 - P), "divides_by_p": 1 / P, "factor_from_gamma": 1 / (1 - gamma(*FEW[2:]))}
    known = {name: bool(np.isclose(factor, value)) for name, value in wrong.items()}
    for out, gone in zip(outs, lost, strict=True):
        expect_array(out, x * (not gone), what=f"out of {what}", rtol=1e-5, mistakes=known)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drops")
def test_dtype(student, rng):
    """float32 stays float32."""
    x = probe(FEW, rng, np.float32)
    out, _ = expect_pair(student.dropblock(x, P, 3, training=True, rng=rng))
    expect_like(out, x, dtype_mistakes=["float64_out"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drops")
def test_input_unchanged(student, rng):
    """x is left as it was."""
    train(student, probe(FEW, rng), rng)
    expect_unchanged(student, what="x", mistakes=["changes_input"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drops")
def test_refuses(student, rng):
    """p outside [0, 1), and a block_size that does not fit, raise ValueError in both modes; p = 0 does not."""
    x = probe((2, 3, 4, 6), rng)
    for training in (True, False):
        for p, b in ((1.0, 3), (-0.1, 3), (P, 0), (P, 5)):
            what = f"a call with p = {p}, block_size = {b} and training = {training}, for maps of 4 x 6"
            known = ["takes_any_p" if p != P else "takes_any_block_size"]
            call = {"p": p, "block_size": b, "training": training, "rng": rng}
            expect_raises("ValueError", student.dropblock, x, what=what, mistakes=known, **call)
        what = f"a call with p = 0 and training = {training}"
        expect_returns(student.dropblock, x, 0.0, 3, training=training, rng=rng, what=what, mistakes=["refuses_zero"])
