"""The hidden suite of DropBlock. With blocks of a single entry it is plain dropout, and is judged like that."""

from functools import partial

import numpy as np
import pytest

from dropgrade.checks import attempt, expect_array, expect_like, expect_mask, expect_returns, expect_that, probe
from dropgrade.checks.dropout import Dropout, parts, rate
from dropgrade.checks.dropout.evaluated import expect_no_rng_needed
from dropgrade.checks.dropout.function import expect_order
from dropgrade.checks.refusals import expect_refused
from dropgrade.checks.several import expect_all
from dropgrade.checks.visible.block_rates import BlockRates
from dropgrade.checks.visible.members import expect_no_mask

LARGE = (10, 6, 24, 30)  # samples, channels, rows, columns: maps on which the border matters little
SOME = (19, 14, 7, 10)  # maps with places for blocks of 3 and 4
MANY = (70, 40, 4, 9)  # enough corners to tell the gammas of all mistakes apart, with blocks of 3
FEW = (9, 7, 6, 8)


def blocks_of(size):
    """The view of what is left of x, and the mask, with blocks of one size."""

    def view(student, x, rng, p, training):
        call = partial(student.dropblock, x, p, size, training=training)
        result = call(rng=rng) if training or rng else attempt(call, rng=None)  # that it fails, test_mask says
        return parts(call(rng=np.random.default_rng(0)) if result is None else result)

    return view


NAMES = {0: "samples", 1: "channels", 2: "rows", 3: "columns"}
PLAIN = Dropout("dropblock", many=(11, 12, 9, 10), some=(11, 10, 8, 9), names=NAMES, view=blocks_of(1),
                sharing={"one_mask_for_channels": (1,)})  # fmt: skip
DROPOUT = Dropout("dropblock", units="blocks", some=FEW, few=FEW, view=blocks_of(3))
BLOCKS = BlockRates(lambda student, x, p, b, rng: student.dropblock(x, p, b, training=True, rng=rng), SOME)


@pytest.mark.points(0.25)
def test_drops(student, rng):
    """In training some entries are dropped, and others are not."""
    DROPOUT.expect_some_dropped(student, rng)


@pytest.mark.points(0.25)
@pytest.mark.essential
def test_share(student, rng):
    """About a share p of large maps is dropped: the entries become exactly zero."""
    expect_order(student.dropblock(probe(FEW, rng), rate(rng), 3, training=True, rng=rng))
    BLOCKS.expect_share(student, rng, LARGE)


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
    BLOCKS.expect_gamma(student, rng, MANY)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drops")
def test_own_coins(student, rng):
    """Every place of every map has a coin of its own, independent of all others and drawn anew in every call."""
    DROPOUT.expect_new_coins(student, rng)
    BLOCKS.expect_several(student, rng)
    PLAIN.expect_own_coins(student, rng)
    PLAIN.expect_every_entry(student, rng)


@pytest.mark.points(0.25)
@pytest.mark.essential
@pytest.mark.needs("test_drops")
def test_scale(student, rng):
    """The factor on the survivors makes up for what was dropped."""
    BLOCKS.expect_factor(student, rng, (12, 8, 12, 15), within=0.15)


@pytest.mark.points(1.75)
@pytest.mark.needs("test_drops")
def test_factor(student, rng):
    """The factor is the number of entries over the number of ones in the mask, over all maps of this call."""
    BLOCKS.expect_factor(student, rng, FEW)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drops", "test_factor")
def test_nothing_left(student, rng):
    """If a call drops everything, out is zeros, without NaN; a block may be as large as the map."""
    x, what = probe((1, 1, 1, 1), rng), "a map with a single entry, block_size = 1 and p = 0.5"
    fates = set()
    for _ in range(36):  # 0.5 ** 36 is less than 1e-10
        result = expect_returns(student.dropblock, x, 0.5, 1, training=True, rng=rng, what=what,
                                mistakes=["divides_by_zero"])  # fmt: skip
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
    out, mask = BLOCKS.train(student, x, rng, p)
    scale = out.size / max((out != 0).sum(), 1)
    expect_mask(mask, FEW, mistakes={"mask_of_places": (*FEW[:2], 4, 6), "scaled_mask": scale})
    DROPOUT.expect_mask(student, rng)
    expect_no_mask(expect_no_rng_needed(partial(student.dropblock, x, p, 3, training=False, rng=None)))


@pytest.mark.points(0.25)
@pytest.mark.essential
@pytest.mark.needs("test_drops")
def test_evaluation(student, rng):
    """Evaluation returns x as it is, whether an rng is passed or not."""
    DROPOUT.expect_evaluation(student, rng, mask=False)


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
