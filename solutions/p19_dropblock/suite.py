"""The hidden suite of DropBlock.

With blocks of a single entry it is plain dropout, and is judged like that. A corner of a map lies in one place only, so
the corners show the coins of single places: by these gamma is judged.
"""

import numpy as np
import pytest

from dropgrade.checks import (
    attempt,
    enough_coins,
    expect_array,
    expect_coins,
    expect_different,
    expect_like,
    expect_mask,
    expect_none,
    expect_pair,
    expect_returns,
    expect_that,
    fits,
    probe,
)
from dropgrade.checks.blocks import are_tiled, strays
from dropgrade.checks.dropout import Dropout, parts, rate, some_zeros
from dropgrade.checks.dropout.function import expect_order
from dropgrade.checks.refusals import expect_refused
from dropgrade.checks.several import expect_all
from dropgrade.checks.visible.members import expect_no_mask

LARGE = (10, 6, 24, 30)  # maps on which the border matters little
SOME = (19, 14, 7, 10)  # maps with places for blocks of 3 and 4
MANY = (70, 40, 4, 9)  # enough corners to tell the gammas of all mistakes apart, with blocks of 3
FEW = (9, 7, 6, 8)
TINY = 1e-3  # below this share of its input an entry counts as dropped, except where exact zeros are asked for


def blocks_of(size):
    """What is left of x, and the mask, with blocks of one size."""

    def view(student, x, rng, p, training):
        return parts(student.dropblock(x, p, size, training=training, rng=rng))

    return view


NAMES = {0: "samples", 1: "channels", 2: "rows", 3: "columns"}
PLAIN = Dropout("dropblock", many=(11, 12, 9, 10), some=(11, 10, 8, 9), names=NAMES, view=blocks_of(1),
                sharing={"one_mask_for_channels": (1,)})  # fmt: skip
DROPOUT = Dropout("dropblock", units="blocks", some=FEW, view=blocks_of(3))


def train(student, x, rng, p, b=3):
    """One training call: the output, checked for its form, and the mask as it came."""
    out, mask = parts(student.dropblock(x, p, b, training=True, rng=rng))
    return expect_like(out, x), mask


def lost(student, x, rng, p, b=3):
    """Which entries one training call drops."""
    return abs(train(student, x, rng, p, b)[0]) <= TINY * abs(x)


def some_lost(student, x, rng, p, b=3):
    """Which entries one training call drops, where it drops some and not all."""
    gone = lost(student, x, rng, p, b)
    observed = "all of them" if gone.all() else "none of them"
    expect_that(gone.any() and not gone.all(), what="the entries that are dropped", observed=observed, expected="some")
    return gone


def gamma(h, w, p, b=3):
    """The probability of a place, by the paper."""
    return p / b**2 * h * w / ((h - b + 1) * (w - b + 1))


def covers(length, b):
    """In how many places along one side each row or column lies."""
    return np.convolve(np.ones(length - b + 1), np.ones(b))


def dropped_share(h, w, chance, b=3):
    """The share of a map that is dropped on average where each place is drawn with this chance."""
    return 1 - np.mean((1 - min(chance, 1)) ** np.outer(covers(h, b), covers(w, b)))


@pytest.mark.points(0.25)
def test_drops(student, rng):
    """In training some entries are dropped, and others are not."""
    x, p = probe(SOME, rng), rate(rng)
    out, _ = train(student, x, rng, p)
    gone = abs(out) <= TINY * x
    evaluated = attempt(student.dropblock, x, p, 3, training=False, rng=rng)
    swapped = some_zeros(evaluated[0] if isinstance(evaluated, tuple | list) and evaluated else evaluated)
    few = gone.mean() < 0.01
    expect_that(
        not few and not gone.all(),
        what="the share of entries that are dropped in training",
        observed=f"{gone.mean():.4g}" + (", and some are dropped at evaluation" if few and swapped else ""),
        expected="some of them",
        mistakes={"modes_swapped": not gone.any() and swapped, "drops_nothing": not gone.any() and not swapped},
    )
    expect_that((out[~gone] > 0).all(), what="the entries that survive", observed="some have another sign than in x",
                expected="x times a factor")  # fmt: skip


@pytest.mark.points(0.25)
@pytest.mark.essential
def test_share(student, rng):
    """About a share p of large maps is dropped: the entries become exactly zero."""
    x, (h, w) = probe(LARGE, rng), LARGE[2:]
    rates = rate(rng, 0.08, 0.12), rate(rng, 0.27, 0.36)
    expect_order(student.dropblock(x, rates[0], 3, training=True, rng=rng))
    shares = []
    for p in rates:
        out, _ = train(student, x, rng, p)
        tiny = out[(out != 0) & (abs(out) <= TINY * x)]
        expect_that(not tiny.size, what="the entries that are dropped", observed=f"{tiny[0] if tiny.size else 0:.4g}",
                    expected="exactly 0", mistakes=["tiny_for_zero"])  # fmt: skip
        shares.append(float((out == 0).mean()))
    right = {p: dropped_share(h, w, gamma(h, w, p)) for p in rates}
    known = {
        "gamma_is_p": lambda p: p,
        "gamma_by_side": lambda p: 3 * gamma(h, w, p),
        "keeps_with_p": lambda p: gamma(h, w, 1 - p),
    }

    def explains(chance):
        return all(abs(s - dropped_share(h, w, chance(p))) < 0.1 * s for p, s in zip(rates, shares, strict=True))

    mistakes = {name: explains(chance) for name, chance in known.items()}
    mistakes["fixed_rate"] = 0 < abs(shares[0] - shares[1]) < 0.2 * shares[0] < 0.19
    mistakes["even_blocks_only"] = all(abs(s - 4 / 9 * p) < 0.1 * p for p, s in zip(rates, shares, strict=True))
    mistakes["single_pixels"] = all(abs(s - gamma(h, w, p)) < 0.1 * s for p, s in zip(rates, shares, strict=True))
    expect_that(
        all(abs(share - right[p]) < 0.3 * right[p] for p, share in zip(rates, shares, strict=True)),
        what=f"the shares dropped of maps of {h} x {w} at block_size = 3, p = {rates[0]} and p = {rates[1]}",
        observed=" and ".join(f"{share:.4f}" for share in shares),
        expected=" and ".join(f"about {share:.4f}" for share in right.values()),
        mistakes=mistakes,
    )


@pytest.mark.points(0.25)
@pytest.mark.essential
@pytest.mark.needs("test_drops")
def test_blocks(student, rng):
    """What is dropped are blocks of block_size x block_size, at any place."""
    x, p = probe(SOME, rng), rate(rng, 0.08, 0.12)
    for b in (3, 4):
        gone = some_lost(student, x, rng, p, b)
        torn = strays(gone, b, margin=b)
        maps, tiles = bool((gone == gone[:, :, :1, :1]).all()), are_tiled(gone, b)
        smaller = not strays(gone, 2).any()
        last = not strays(gone.transpose(0, 3, 1, 2), b, margin=b).any()
        forms = {
            "whole_maps": maps,
            "blocks_on_a_grid": tiles and not maps,
            "channels_last": torn.any() and last,
            "even_blocks_only": torn.any() and smaller and b == 3,
            "single_pixels": torn.any() and not last and not smaller,
        }
        seen = "whole maps" if maps else "blocks on a fixed grid" if tiles else ""
        expect_that(
            not torn.any() and not maps and not tiles,
            what=f"the dropped entries at block_size = {b}",
            observed=seen or f"{torn.sum():,} of {gone.sum():,} lie in no such block",
            expected=f"blocks of {b} x {b} at any place",
            mistakes=forms,
        )


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drops")
def test_whole_blocks(student, rng):
    """No block leaves its map, and each has block_size rows and columns, odd or even."""
    x, p = probe(SOME, rng), rate(rng, 0.08, 0.12)
    for b in (3, 4):
        gone = some_lost(student, x, rng, p, b)
        torn = int(strays(gone, b).sum())
        expect_that(
            not torn,
            what=f"the dropped entries at block_size = {b}",
            observed=f"{torn:,} of {gone.sum():,} lie in no whole block within the map",
            expected=f"blocks of {b} x {b} within the map",
            mistakes={"blocks_cut_at_border": not strays(gone, b, margin=b).any()},
        )
        sizes = hole_sizes(student, x, rng, b)
        whole = int((sizes == b * b).sum())
        grown = np.isin(sizes, [(b + 1) ** 2, (b + 1) * b]).mean() > 0.5
        expect_that(
            2 * whole > sizes.size,
            what=f"what maps lose at block_size = {b}, where one place in hundreds is drawn",
            observed=f"{b * b} entries in {whole} of {sizes.size} maps, and often {np.bincount(sizes).argmax()}"
            if sizes.size
            else "nothing in 40 calls",
            expected=f"mostly {b * b} entries, a single block",
            mistakes={"odd_blocks_only": b % 2 == 0 and grown},
        )


def hole_sizes(student, x, rng, b):
    """How much maps lose at p = 0.01, where a map that loses any has one block in 98 % of all cases."""
    sizes = np.zeros(0, dtype=int)
    for _ in range(40):
        lost_here = lost(student, x, rng, 0.01, b).sum(axis=(2, 3))
        sizes = np.append(sizes, lost_here[lost_here > 0])
        if sizes.size >= 40:
            break
    return sizes


@pytest.mark.points(3)
@pytest.mark.needs("test_drops", "test_whole_blocks", "test_own_coins")
def test_gamma(student, rng):
    """Every place in which a block fits is drawn with probability gamma."""
    x, (h, w), p = probe(MANY, rng), MANY[2:], rate(rng, 0.27, 0.36)

    def corners():
        gone = lost(student, x, rng, p)
        shared = [axis for axis in (0, 1) if gone.any() and (gone == gone.take([0], axis)).all()]
        return ~gone[:, :, [0, 0, -1, -1], [0, -1, 0, -1]], shared

    first, shared = corners()
    heads = enough_coins(first, lambda: corners()[0], shared)
    right = gamma(h, w, p)
    chances = {
        "": right,
        "gamma_is_p": p,
        "gamma_by_side": 3 * right,
        "gamma_without_border": p / 9,
        "keeps_with_p": gamma(h, w, 1 - p),
        "one_place_too_few": p / 9 * h * w / ((h - 3) * (w - 3)),
        "square_maps_only": gamma(w, w, p),
        "square_maps_only ": gamma(h, h, p),
    }
    cut = "blocks_cut_at_border"
    forms = {"": [1] * 4, "misses_last_places": [1, 0, 0, 0], cut: [4] * 4, f"{cut} ": [1, 3, 3, 9]}
    gone, named = lost(student, x, rng, p), set()
    torn, single = strays(gone, 3).any(), np.unique(gone.sum(axis=(2, 3))).size <= 2  # one block, or none
    for form, reach in forms.items():  # what would be seen of the corners, which so many places reach
        fitting = [
            {form.strip(), name.strip()}
            for name, chance in chances.items()
            if not single
            and torn == form.startswith(cut)
            and fits(int(heads.sum()), heads.size, float(np.mean((1 - min(chance, 1)) ** np.array(reach))))
        ]
        named = named.union(*fitting) - {""}
    expect_coins(
        heads,
        1 - right,
        what=f"the share of corners that are kept at p = {p}, in maps of {h} x {w} (a corner lies in one place)",
        mistakes=dict.fromkeys(sorted(named), True),
    )


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drops")
def test_own_coins(student, rng):
    """Every place of every map has a coin of its own, independent of all others and drawn anew in every call."""
    x, p = probe(SOME, rng), rate(rng)
    first, second = (lost(student, x, rng, p) for _ in range(2))
    expect_different(first, second, what="what two calls in a row drop", mistakes=["frozen_mask"])
    maps = first.reshape(-1, first[0, 0].size)
    sizes, differ = set(maps.sum(axis=1).tolist()) - {0}, (maps != maps[0]).any()  # if not, coins are shared
    expect_that(len(sizes) != 1 or not differ or maps.all(axis=1).any(), what="what is lost of each map that loses any",
                observed=f"{max(sizes, default=0)} entries, never more or less", expected="one block or several",
                mistakes=["one_block_per_map"])  # fmt: skip
    PLAIN.expect_own_coins(student, rng)
    PLAIN.expect_every_entry(student, rng)


def factors(student, rng, shape):
    """The factors on the survivors of one call, what was kept, p, and the input and the output."""
    x, p = probe(shape, rng), rate(rng, 0.3, 0.36)
    out, _ = train(student, x, rng, p)
    on = abs(out) > TINY * x
    expect_that(on.any() and not on.all(), what="the survivors", expected="some",
                observed="all" if on.any() else "none")  # fmt: skip
    return out[on] / x[on], on, p, x, out


def factor_mistakes(seen, on, p):
    """The mistakes that would give one factor."""
    known = {
        "no_scaling": 1.0,
        "divides_by_keep": 1 / (1 - p),
        "divides_by_p": 1 / p,
        "factor_from_gamma": 1 / (1 - gamma(*on.shape[2:], p)),
        "multiplies_by_share": on.mean(),
        "counts_the_dropped": 1 / (1 - on.mean()),
    }
    return {name: bool(np.allclose(seen, factor, rtol=2e-6)) for name, factor in known.items()}


@pytest.mark.points(0.25)
@pytest.mark.essential
@pytest.mark.needs("test_drops")
def test_scale(student, rng):
    """The factor on the survivors makes up for what was dropped."""
    seen, on, p, x, out = factors(student, rng, (12, 8, 12, 15))
    middle, expected = float(np.sort(seen)[seen.size // 2]), 1 / on.mean()
    expect_that(
        abs(middle / expected - 1) < 0.15,
        what="the factor on the survivors",
        observed=f"{middle:.6g}",
        expected=f"{expected:.6g}, or nearly so",
        mistakes=factor_mistakes(seen, on, p),
        example=(x, out),
    )


@pytest.mark.points(1.75)
@pytest.mark.needs("test_drops")
def test_factor(student, rng):
    """The factor is the number of entries over the number of ones in the mask, over all maps of this call."""
    seen, on, p, x, out = factors(student, rng, FEW)
    expected, low, high = 1 / on.mean(), float(seen.min()), float(seen.max())
    parts_of = {"rescales_each_map": (2, 3), "rescales_each_sample": (1, 2, 3), "rescales_each_channel": (0, 2, 3)}
    kept = {name: on.mean(axis=axes, keepdims=True) for name, axes in parts_of.items()}
    expect_that(
        bool(np.allclose(seen, expected, rtol=2e-6)),
        what="the factor on the survivors",
        observed=f"{low:.6g}" if np.isclose(low, high, rtol=2e-6) else f"between {low:.6g} and {high:.6g}",
        expected=f"{expected:.6g} for all of them",
        mistakes={name: np.ptp(k) > 0 and np.allclose(out * k, x * on, rtol=2e-6) for name, k in kept.items()}
        | factor_mistakes(seen, on, p),
        example=(x, out),
    )


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drops", "test_factor")
def test_nothing_left(student, rng):
    """If a call drops everything, out is zeros, without NaN; a block may be as large as the map."""
    x = probe((1, 1, 1, 1), rng)
    call = {"p": 0.5, "block_size": 1, "training": True, "rng": rng}
    what = "a map with a single entry, block_size = 1 and p = 0.5"
    fates = set()
    for _ in range(36):  # 0.5 ** 36 is less than 1e-10
        result = expect_returns(student.dropblock, x, what=what, mistakes=["divides_by_zero"], **call)
        out = parts(result)[0]
        nan = isinstance(out, np.ndarray) and not np.isfinite(out).all()
        expect_that(not nan, what=f"out of {what}", observed="NaN or infinity", expected="x or 0",
                    mistakes=["divides_by_zero"])  # fmt: skip
        fates.add(bool(expect_like(out, x) == 0))
        expect_array(out, x * (not (out == 0).all()), what=f"out of {what}", rtol=1e-5)
    expect_that(len(fates) > 1, what=what, observed="the same in 36 calls", expected="kept at times, dropped at others")


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drops")
def test_mask(student, rng):
    """The mask has the shape of x and holds 1 where an entry survived, and 0 elsewhere; at evaluation it is None."""
    x, p = probe(FEW, rng), rate(rng)
    out, mask = train(student, x, rng, p)
    on = abs(out) > TINY * x
    inverted = isinstance(mask, np.ndarray) and mask.shape == x.shape and np.array_equal(mask != 0, ~on)
    known = {"scaled_mask": on.size / on.sum(), "mask_of_places": (*FEW[:2], 4, 6), "mask_of_dropped": inverted}
    expect_mask(mask, x.shape, on, mistakes=known)
    result = attempt(student.dropblock, x, 0.0, 3, training=True, rng=rng)  # a refusal is judged elsewhere
    if result is not None:
        expect_that(parts(result)[1] is not None, what="the mask of training at p = 0", observed="None",
                    expected="an array of ones", mistakes=["no_mask_at_zero"])  # fmt: skip
    call, what = {"training": False, "rng": None}, "an evaluation with rng = None"
    result = expect_returns(student.dropblock, x, p, 3, what=what, mistakes=["needs_rng_at_evaluation"], **call)
    expect_no_mask(result)


@pytest.mark.points(0.25)
@pytest.mark.essential
@pytest.mark.needs("test_drops")
def test_evaluation(student, rng):
    """Evaluation returns x as it is, whether an rng is passed or not."""
    x, p = probe(FEW, rng), rate(rng)
    given = parts(student.dropblock(x, p, 3, training=False, rng=rng))[0]
    without = attempt(student.dropblock, x, p, 3, training=False, rng=None)  # a failure is another check's matter
    alone = given if without is None else parts(without)[0]
    drops = some_zeros(given)
    only_then = drops and isinstance(alone, np.ndarray) and np.array_equal(alone, x)
    for out, what in ((given, "out at evaluation, with an rng"), (alone, "out at evaluation, with rng = None")):
        expect_that(not some_zeros(out), what=what, expected="nothing is dropped",
                    observed="entries are dropped" + (", and none without one" if only_then else ""),
                    mistakes={"mode_from_rng": only_then, "drops_at_evaluation": not only_then})  # fmt: skip
        expect_array(out, x, what=what, rtol=2e-6, mistakes={"scales_at_evaluation": x * (1 - p)})


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drops", "test_own_coins")
def test_rng(student, rng):
    """All coins are drawn with rng."""
    DROPOUT.expect_fresh_coins(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drops")
def test_dtype(student, rng):
    """float32 stays float32."""
    PLAIN.expect_dtype(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drops")
def test_input_unchanged(student, rng):
    """x is left as it was."""
    PLAIN.expect_unchanged(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drops")
def test_refuses(student, rng):
    """p outside [0, 1), and a block_size that does not fit, raise ValueError in both modes; p = 0 does not."""
    x, p = probe((2, 3, 4, 6), rng), rate(rng)
    train(student, x, rng, p)
    sizes = {
        f"block_size = {b}, training = {training}, maps of 4 x 6": lambda b=b, training=training: student.dropblock(
            x, p, b, training=training, rng=rng
        )
        for training in (True, False)
        for b in (0, 5)
    }
    expect_all(
        lambda: PLAIN.expect_refusals(student, rng),
        lambda: expect_refused("dropblock", sizes, accepts="takes_any_block_size"),
    )
