"""The hidden suite of dropout before batch norm. Once the coins are read off, everything is exact."""

from functools import partial

import numpy as np
import pytest

from dropgrade.checks import expect_array, expect_like, expect_pair, expect_that, expect_unchanged
from dropgrade.checks.arrays import alike, expect_dtype
from dropgrade.checks.by_formula import ROUNDING
from dropgrade.checks.dropout import Dropout, rate
from dropgrade.checks.inputs import probe
from dropgrade.checks.readings import measured
from dropgrade.checks.refusals import expect_p_refused
from dropgrade.checks.visible.behind_norm import EPSILON, MOMENTS, agree, expect_beside_n, norm
from dropgrade.checks.visible.norm_blocks import EVALUATION, OUTPUTS, ROUGH, TRAIN, NormBlock

DROP_FIRST = NormBlock("dropout_then_bn", norm_first=False)
NORM_FIRST = NormBlock("bn_then_dropout", norm_first=True)
BLOCKS = DROP_FIRST, NORM_FIRST
COINS = [
    Dropout(block.function, units="values", many=(80, 80), some=(45, 60), view=block.view,
            names={0: "samples", 1: "features"}, sharing={"one_coin_per_sample": (1,)})
    for block in BLOCKS
]  # fmt: skip
SHIFT = ("train", "evaluation", "ratio")
ROWS = 2500  # the variance of so many values is known to 3 %


def batch(rng, shape=(50, 6)):
    """Features of irregular means and variances."""
    return rng.uniform(-1, 1, size=shape) * rng.uniform(0.9, 2, shape[1]) + rng.uniform(1, 3, shape[1])


def shift(student, x, p):
    """The three results of variance_shift."""
    return expect_pair(student.variance_shift(x, p), SHIFT)


def functions(student, rng):
    """The name of each function, a call of it on x and p, and its results' names."""
    yield "variance_shift", partial(shift, student), SHIFT
    for block in BLOCKS:
        yield block.function, lambda x, p, block=block: block.results(student, x, rng, p), OUTPUTS


def training(x, p, *, axis=0, ddof=0, root=lambda v: v, train=lambda c, v, p: (v + p * c**2) / (1 - p)):
    """The variance of inverted dropout's output, right by default."""
    return root(train(x.mean(axis=axis), x.var(axis=axis, ddof=ddof), p))


def evaluation(x, p, *, axis=0, ddof=0, root=lambda v: v):
    """The variance of x, right by default."""
    return root(x.var(axis=axis, ddof=ddof))


TRAINING = MOMENTS | {
    "forgets_mean": {"train": lambda _, v, p: v / (1 - p)},
    "second_moment": {"train": lambda c, v, p: (v + c**2) / (1 - p)},
    "drops_nothing_in_variance": {"train": lambda _, v, p: v / (1 - p) ** 2},
    "no_scaling_in_variance": {"train": lambda c, v, p: (1 - p) * (v + p * c**2)},
    "variance_not_scaled": {"train": lambda c, v, p: v + p * c**2 / (1 - p)},
    "p_keeps_in_variance": {"train": lambda c, v, p: (v + (1 - p) * c**2) / p},
    "pair_swapped": {"train": lambda _, v, __: v},
    "standard_deviation": {"root": np.sqrt},
}


@pytest.mark.points(1)
@pytest.mark.essential
def test_training_variance(student, rng):
    """The training variance is that of inverted dropout's output, in closed form."""
    x, p = batch(rng), rate(rng)
    train, again = (shift(student, x, p)[TRAIN] for _ in range(2))
    random = not alike(again, train)
    expect_beside_n(train, training, TRAINING, x, p, what="train", rtol=ROUNDING, also={"throws_coins": random},
                    is_random=random)  # fmt: skip


@pytest.mark.points(1)
@pytest.mark.needs("test_training_variance")
def test_evaluation_and_ratio(student, rng):
    """The evaluation variance is that of x, and the ratio is evaluation / train."""
    x, p = batch(rng), rate(rng)
    train, variance, ratio = shift(student, x, p)
    mistakes = MOMENTS | {
        "standard_deviation": {"root": np.sqrt},
        "evaluation_shrinks": {"root": lambda v: v * (1 - p) ** 2},
        "pair_swapped": {"root": lambda v: (v + p * x.mean(axis=0) ** 2) / (1 - p)},
    }
    expect_beside_n(variance, evaluation, mistakes, x, p, what="evaluation", rtol=ROUNDING)
    right = variance / expect_like(train, variance, what="train")
    with measured(ratio):
        expect_array(
            ratio,
            right,
            what="ratio",
            rtol=ROUNDING,
            mistakes={
                "ratio_upside_down": 1 / right,
                "ratio_of_deviations": right**0.5,
                "difference_for_ratio": train - variance,
            },
        )


@pytest.mark.points(0.5)
@pytest.mark.essential
def test_drop_rate(student, rng):
    """Both blocks drop each value with probability p in training."""
    for coins in COINS:
        coins.expect_rate(student, rng)


@pytest.mark.points(0.5)
def test_dropout_then_bn_in_training(student, rng):
    """dropout_then_bn, training: what dropout leaves is normalized by its own mean and variance."""
    DROP_FIRST.expect_output(student, rng, TRAIN)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_dropout_then_bn_in_training")
@pytest.mark.essential
def test_dropout_then_bn_at_evaluation(student, rng):
    """dropout_then_bn, evaluation: x is normalized by the mean and the variance that training saw."""
    DROP_FIRST.expect_output(student, rng, EVALUATION)


@pytest.mark.points(0.5)
def test_bn_then_dropout_in_training(student, rng):
    """bn_then_dropout, training: x is normalized first, then dropped and scaled."""
    NORM_FIRST.expect_output(student, rng, TRAIN)


@pytest.mark.points(0.5)
def test_bn_then_dropout_at_evaluation(student, rng):
    """bn_then_dropout, evaluation: x is normalized, and nothing is dropped or scaled."""
    NORM_FIRST.expect_output(student, rng, EVALUATION)


@pytest.mark.points(0.5)
def test_coins(student, rng):
    """Both blocks: every value has a coin of its own, new ones in every call, drawn from rng alone."""
    for coins in COINS:
        coins.expect_own_coins(student, rng)
        coins.expect_fresh_coins(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_training_variance", "test_dropout_then_bn_in_training", "test_bn_then_dropout_at_evaluation")
def test_divides_by_n(student, rng):
    """Variances divide by the number of samples N, in all three functions."""
    x = batch(rng, (12, 5))
    found = [("variance_shift", shift(student, x, rate(rng))[EVALUATION], x.var(axis=0, ddof=1))]
    for block, which in ((DROP_FIRST, TRAIN), (NORM_FIRST, EVALUATION)):
        outs, case = block.drawn(student, rng)
        found.append((block.function, outs[which], block.right(which, case, ddof=1)))
    for name, value, by_less in found:
        expect_that(not agree(value, by_less, ROUGH), what=f"what the variances of {name} divide by",
                    observed="N - 1", expected="N", mistakes=["divides_by_n_minus_one"])  # fmt: skip


@pytest.mark.points(2.5)
@pytest.mark.needs(
    "test_evaluation_and_ratio", "test_drop_rate", "test_dropout_then_bn_at_evaluation", "test_coins",
    "test_bn_then_dropout_in_training", "test_bn_then_dropout_at_evaluation", "test_divides_by_n",
)  # fmt: skip
def test_shift_is_measured(student, rng):
    """The variance of out_eval is about the ratio for dropout_then_bn, and 1 for bn_then_dropout."""
    x, p = batch(rng, (ROWS, 3)), rate(rng)
    right = evaluation(x, p) / training(x, p)
    expect_array(shift(student, x, p)[2], right, what="ratio", rtol=0.25)
    for block, variance in ((DROP_FIRST, right), (NORM_FIRST, np.ones(3))):
        found = block.outputs(student, x, rng, p)[EVALUATION].var(axis=0)
        expect_array(found, variance, what=f"the variance of out_eval of {block.function}", rtol=0.25)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_bn_then_dropout_at_evaluation")
def test_small_variance(student, rng):
    """Batch norm adds 0.00001 to the variance, below the root."""
    x, p = probe((50, 8), rng) / 100, rate(rng)  # a variance of about 8e-6
    found = NORM_FIRST.outputs(student, x, rng, p)[EVALUATION]
    added = ((x - x.mean(axis=0)) / np.where(found == 0, np.nan, found)) ** 2 - x.var(axis=0)
    other = bool(added.min() > 0 and np.ptp(added) < ROUGH * added.max() and not np.isclose(added.max(), EPSILON))
    mistakes = MOMENTS | {
        "no_epsilon": {"epsilon": 0},
        "epsilon_beside_root": {"root": lambda v: np.sqrt(v - EPSILON) + EPSILON},
        "scales_at_evaluation": {"root": lambda v: np.sqrt(v) / (1 - p)},
    }
    expect_beside_n(found, norm, mistakes, x, x, what="out_eval of bn_then_dropout for a small variance",
                    rtol=ROUNDING, also={"other_epsilon": other}, is_random=other)  # fmt: skip


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_dtype(student, rng):
    """float32 stays float32, in all three functions."""
    for dtype in (np.float32, np.float64):
        for name, call, names in functions(student, rng):
            for what, value in zip(names, call(probe((20, 4), rng, dtype), rate(rng)), strict=True):
                expect_dtype(value, dtype, what=f"{what} of {name}")


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_input_unchanged(student, rng):
    """x is left as it was by all three functions."""
    for name, call, _ in functions(student, rng):
        call(batch(rng), rate(rng))
        expect_unchanged(student, what=f"x, given to {name},", mistakes=["changes_input"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_refuses_bad_p(student, rng):
    """p outside [0, 1) raises ValueError in all three functions, p = 0 does not."""
    x = batch(rng, (6, 3))
    for name, call, _ in functions(student, rng):
        call(x, rate(rng))  # what cannot do this refuses nothing
        expect_p_refused(lambda p, _, call=call: call(x, p), rng, (True,), what=name)
