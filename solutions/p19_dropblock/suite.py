"""The hidden suite of DropBlock. With blocks of a single entry it is plain dropout, and is judged like that."""

from functools import partial

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
from dropgrade.checks.blocks import strays
from dropgrade.checks.dropout import DROPPED, Dropout, parts, rate, some_zeros
from dropgrade.checks.dropout.function import expect_order
from dropgrade.checks.refusals import expect_refused
from dropgrade.checks.several import expect_all
from dropgrade.checks.visible.dropped_blocks import DroppedBlocks, dropped_share, gamma
from dropgrade.checks.visible.members import expect_no_mask

LARGE = (10, 6, 24, 30)  # maps on which the border matters little
SOME = (19, 14, 7, 10)  # maps with places for blocks of 3 and 4
MANY = (70, 40, 4, 9)  # enough corners to tell the gammas of all mistakes apart, with blocks of 3
FEW = (9, 7, 6, 8)


def blocks_of(size):
    """The view of what is left of x, and the mask, with blocks of one size."""
    return lambda student, x, rng, p, training: parts(student.dropblock(x, p, size, training=training, rng=rng))


NAMES = {0: "samples", 1: "channels", 2: "rows", 3: "columns"}
PLAIN = Dropout("dropblock", many=(11, 12, 9, 10), some=(11, 10, 8, 9), names=NAMES, view=blocks_of(1),
                sharing={"one_mask_for_channels": (1,)})  # fmt: skip
DROPOUT = Dropout("dropblock", units="blocks", some=FEW, view=blocks_of(3))
BLOCKS = DroppedBlocks(lambda student, x, p, b, rng: student.dropblock(x, p, b, training=True, rng=rng), SOME)


@pytest.mark.points(0.25)
def test_drops(student, rng):
    """In training some entries are dropped, and others are not."""
    DROPOUT.expect_some_dropped(student, rng)


@pytest.mark.points(0.25)
@pytest.mark.essential
def test_share(student, rng):
    """About a share p of large maps is dropped: the entries become exactly zero."""
    x, (h, w) = probe(LARGE, rng), LARGE[2:]
    rates = rate(rng, 0.08, 0.12), rate(rng, 0.27, 0.36)
    expect_order(student.dropblock(x, rates[0], 3, training=True, rng=rng))
    shares = []
    for p in rates:
        out, _ = BLOCKS.train(student, x, rng, p)
        tiny = out[(out != 0) & (abs(out) <= DROPPED * x)]
        expect_that(not tiny.size, what="the entries that are dropped", observed=f"{tiny[0] if tiny.size else 0:.4g}",
                    expected="exactly 0", mistakes=["tiny_for_zero"])  # fmt: skip
        shares.append(float((out == 0).mean()))
    right = {p: dropped_share(h, w, gamma(h, w, p)) for p in rates}
    readings = {
        "gamma_is_p": lambda p: dropped_share(h, w, p),
        "gamma_by_side": lambda p: dropped_share(h, w, 3 * gamma(h, w, p)),
        "keeps_with_p": lambda p: dropped_share(h, w, gamma(h, w, 1 - p)),
        "even_blocks_only": lambda p: dropped_share(h, w, gamma(h, w, p), 2),
        "single_pixels": lambda p: gamma(h, w, p),
    }
    mistakes = {
        name: all(abs(share - of(p)) < 0.1 * share for p, share in zip(rates, shares, strict=True))
        for name, of in readings.items()
    }
    mistakes["fixed_rate"] = 0 < abs(shares[0] - shares[1]) < 0.2 * shares[0] < 0.19
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
    for b in (3, 4):
        BLOCKS.expect_blocks(student, rng, b)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drops")
def test_whole_blocks(student, rng):
    """No block leaves its map, and each has block_size rows and columns, odd or even."""
    for b in (3, 4):
        BLOCKS.expect_whole_blocks(student, rng, b)


@pytest.mark.points(3)
@pytest.mark.needs("test_drops", "test_whole_blocks", "test_own_coins")
def test_gamma(student, rng):
    """Every place in which a block fits is drawn with probability gamma: a corner of a map lies in one place only."""
    x, (h, w), p = probe(MANY, rng), MANY[2:], rate(rng, 0.27, 0.36)
    heads = BLOCKS.corners_kept(student, x, rng, p)
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
    gone, named = BLOCKS.lost(student, x, rng, p), set()
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
    first, second = (BLOCKS.lost(student, x, rng, p) for _ in range(2))
    expect_different(first, second, what="what two calls in a row drop", mistakes=["frozen_mask"])
    maps = first.reshape(-1, first[0, 0].size)
    sizes, differ = set(maps.sum(axis=1).tolist()) - {0}, (maps != maps[0]).any()  # if not, coins are shared
    expect_that(len(sizes) != 1 or not differ or maps.all(axis=1).any(), what="what is lost of each map that loses any",
                observed=f"{max(sizes, default=0)} entries, never more or less", expected="one block or several",
                mistakes=["one_block_per_map"])  # fmt: skip
    PLAIN.expect_own_coins(student, rng)
    PLAIN.expect_every_entry(student, rng)


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
    seen, on, p, x, out = BLOCKS.factors(student, rng, (12, 8, 12, 15))
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
    seen, on, p, x, out = BLOCKS.factors(student, rng, FEW)
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
        named = ["divides_by_zero"]
        expect_that(not nan, what=f"out of {what}", observed="NaN or infinity", expected="x or 0", mistakes=named)
        fates.add(bool(expect_like(out, x) == 0))
        expect_array(out, x * (not (out == 0).all()), what=f"out of {what}", rtol=1e-5)
    expect_that(len(fates) > 1, what=what, observed="the same in 36 calls", expected="kept at times, dropped at others")


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drops")
def test_mask(student, rng):
    """The mask has the shape of x and holds 1 where an entry survived, and 0 elsewhere; at evaluation it is None."""
    x, p = probe(FEW, rng), rate(rng)
    out, mask = BLOCKS.train(student, x, rng, p)
    on = abs(out) > DROPPED * x
    inverted = isinstance(mask, np.ndarray) and mask.shape == x.shape and np.array_equal(mask != 0, ~on)
    known = {"scaled_mask": on.size / on.sum(), "mask_of_places": (*FEW[:2], 4, 6), "mask_of_dropped": inverted}
    expect_mask(mask, x.shape, on, mistakes=known)
    result = attempt(student.dropblock, x, 0.0, 3, training=True, rng=rng)  # a refusal is judged elsewhere
    if result is not None:
        expect_that(parts(result)[1] is not None, what="the mask of training at p = 0", observed="None",
                    expected="an array of ones", mistakes=["no_mask_at_zero"])  # fmt: skip
    call, needs = partial(student.dropblock, training=False, rng=None), ["needs_rng_at_evaluation"]
    expect_no_mask(expect_returns(call, x, p, 3, what="an evaluation with rng = None", mistakes=needs))


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
    call = partial(student.dropblock, probe((2, 3, 4, 6), rng), rate(rng))
    call(3, training=True, rng=rng)
    sizes = {
        f"block_size = {b}, training = {training}, maps of 4 x 6": partial(call, b, training=training, rng=rng)
        for training in (True, False)
        for b in (0, 5)
    }
    refused = partial(expect_refused, "dropblock", sizes, accepts="takes_any_block_size")
    expect_all(lambda: PLAIN.expect_refusals(student, rng), refused)
