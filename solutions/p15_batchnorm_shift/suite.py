"""The hidden suite of dropout before batch norm. Once the coins are read off, everything is exact."""

from functools import partial
from itertools import product

import numpy as np
import pytest

from dropgrade.checks import attempt, expect_array, expect_like, expect_pair, expect_returns, expect_that, refuses
from dropgrade.checks.arrays import alike
from dropgrade.checks.dropout import Dropout, rate
from dropgrade.checks.inputs import probe
from dropgrade.checks.readings import explained_by, measured
from dropgrade.checks.refusals import expect_p_refused
from dropgrade.checks.visible.behind_norm import EPSILON, MOMENTS, NORM, agree, norm, where_kept

SHIFT, DROP_FIRST, NORM_FIRST = "variance_shift", "dropout_then_bn", "bn_then_dropout"
OUTPUTS = ("out_train", "out_eval")
RESULTS = {SHIFT: ("train", "evaluation", "ratio"), DROP_FIRST: OUTPUTS, NORM_FIRST: OUTPUTS}
TRAIN, EVALUATION, RATIO = range(3)
SHAPE = (100, 40)
ROWS = 2500  # the variance of so many values is known to 3 %
SINGLE = 1e-6  # single precision is fine
ROUGH = 3e-4  # so that only the check on the small number below the root sees it

# What the statement says, and how mistakes change it.


def shift(which, x, p, *, axis=0, ddof=0, root=lambda v: v, train=lambda c, v, p: (v + p * c**2) / (1 - p)):
    """The variance in training, or that at evaluation."""
    c, v = x.mean(axis=axis), x.var(axis=axis, ddof=ddof)
    return root(train(c, v, p) if which == TRAIN else v)


def outputs(name, which, case, *, factor=None, less=0.0, seen="layer", scale=1.0, **how):
    """An output of a block for x, coins and p; the batch norm may have `seen` something else than it should."""
    x, on, p = case
    y = norm(x, x, **how) if name == NORM_FIRST else x
    dropped = y * on * (1 / (1 - p) if factor is None else factor) - less
    if name == DROP_FIRST:
        return norm(dropped if which == TRAIN else x * scale, x if seen == "x" else dropped, **how)
    if which == TRAIN:
        return dropped
    return norm(x, dropped, **how) if seen == "dropped" else y * scale


def of_factor(on, p):
    """How mistakes in the factor show, where these coins kept."""
    flipped = abs(on.mean() - p) < abs(on.mean() - (1 - p))
    return {
        "no_scaling": {"factor": 1.0},
        "multiplies_by_keep": {"factor": 1 - p},
        "keeps_with_p" if flipped else "divides_by_p": {"factor": 1 / p},
        "rescales_by_realised_share": {"factor": on.size / on.sum()},
        "missing_parenthesis": {"factor": 1.0, "less": p},
    }


def expect_formula(observed, formula, mistakes, *args, what, rtol=ROUGH, more=None, is_random=False):
    """Expect what a formula gives. Whether variances divide by N or by N - 1 is one check's matter alone."""
    if not agree(observed, formula(*args, ddof=1), rtol):
        found = explained_by(observed, formula, mistakes, *args, rtol=rtol) | (more or {})
        with measured(None if is_random else observed):
            expect_array(observed, formula(*args), what=what, rtol=rtol, mistakes=found)


# Calls of the student's.


def batch(rng, shape=(50, 6)):
    """Features of irregular means and variances."""
    return rng.uniform(-1, 1, size=shape) * rng.uniform(0.9, 2, shape[1]) + rng.uniform(1, 3, shape[1])


def results(student, name, x, rng, p):
    """The results of a function, in a tuple or a list."""
    found = getattr(student, name)(x, p, *(() if name == SHIFT else (rng,)))
    return expect_pair(tuple(found) if isinstance(found, list) else found, RESULTS[name])


def block(student, name, x, rng, p, *, in_order=False):
    """The outputs of a block, checked for their form, out_train first; that they come `in_order` one check expects."""
    outs = zip(OUTPUTS, results(student, name, x, rng, p), strict=True)
    outs = [expect_like(out, x, what=f"{what} of {name}") for what, out in outs]
    swapped = [bool(where_kept(out, x).all()) for out in outs] == [True, False]
    expect_that(not (swapped and in_order), what=f"the outputs of {name}", observed="values are dropped in the second",
                expected="(out_train, out_eval)", mistakes=["pair_swapped"])  # fmt: skip
    return outs[::-1] if swapped else outs


def coins_of(name):
    """The vocabulary of what drops, for the coins of a block."""

    def view(student, x, rng, p, _training):
        outs = block(student, name, x, rng, p)
        on = where_kept(outs[TRAIN], x)
        shows = TRAIN if name == NORM_FIRST else EVALUATION
        is_inverted = agree(outs[shows], outputs(name, shows, (x, on, p)), ROUGH)
        return x * on / (1 - p if is_inverted else 1), None

    return Dropout(name, units="values", many=(80, 80), some=(45, 60), view=view, names={0: "samples", 1: "features"},
                   sharing={"one_coin_per_sample": (1,)})  # fmt: skip


BLOCKS = {name: coins_of(name) for name in (DROP_FIRST, NORM_FIRST)}


def drawn(student, name, rng, *, in_order=False):
    """Both outputs of a block; and x, which of it survived, and p."""
    x, p = probe(SHAPE, rng), rate(rng)
    outs = block(student, name, x, rng, p, in_order=in_order)
    on = where_kept(outs[TRAIN], x)
    expect_that(on.any() and not on.all(), what=f"the values that survive in {name}",
                observed="every one" if on.all() else "none", expected="some of them")  # fmt: skip
    return outs, (x, on, p)


@pytest.mark.points(1)
@pytest.mark.essential
def test_training_variance(student, rng):
    """The training variance is that of inverted dropout's output, in closed form."""
    x, p = batch(rng), rate(rng)
    train = results(student, SHIFT, x, rng, p)[TRAIN]
    mistakes = {
        "forgets_mean": {"train": lambda _, v, p: v / (1 - p)},
        "second_moment": {"train": lambda c, v, p: (v + c**2) / (1 - p)},
        "drops_nothing_in_variance": {"train": lambda _, v, p: v / (1 - p) ** 2},
        "no_scaling_in_variance": {"train": lambda c, v, p: (1 - p) * (v + p * c**2)},
        "variance_not_scaled": {"train": lambda c, v, p: v + p * c**2 / (1 - p)},
        "p_keeps_in_variance": {"train": lambda c, v, p: (v + (1 - p) * c**2) / p},
        "pair_swapped": {"train": lambda _, v, __: v},
        "standard_deviation": {"root": np.sqrt},
    }
    again = attempt(student.variance_shift, x, p)
    random = isinstance(again, tuple | list) and len(again) == 3 and not alike(again[TRAIN], train)
    expect_formula(train, shift, MOMENTS | mistakes, TRAIN, x, p, what="train", rtol=SINGLE,
                   more={"throws_coins": random}, is_random=random)  # fmt: skip


@pytest.mark.points(1)
@pytest.mark.needs("test_training_variance")
def test_evaluation_and_ratio(student, rng):
    """The evaluation variance is that of x, and the ratio is evaluation / train."""
    x, p = batch(rng), rate(rng)
    train, evaluation, ratio = results(student, SHIFT, x, rng, p)
    mistakes = MOMENTS | {
        "standard_deviation": {"root": np.sqrt},
        "evaluation_shrinks": {"root": lambda v: v * (1 - p) ** 2},
        "pair_swapped": {"root": lambda v: (v + p * x.mean(axis=0) ** 2) / (1 - p)},
    }
    expect_formula(evaluation, shift, mistakes, EVALUATION, x, p, what="evaluation", rtol=SINGLE)
    train = expect_like(train, evaluation, what="train")
    right = evaluation / train
    mistakes = {"ratio_upside_down": 1 / right, "ratio_of_deviations": right**0.5,
                "difference_for_ratio": train - evaluation}  # fmt: skip
    with measured(ratio):
        expect_array(ratio, right, what="ratio", mistakes=mistakes, rtol=SINGLE)


@pytest.mark.points(0.5)
@pytest.mark.essential
def test_drop_rate(student, rng):
    """Both blocks drop each value with probability p in training."""
    for coins in BLOCKS.values():
        coins.expect_rate(student, rng)


def expect_output(student, rng, name, which):
    """Expect an output of a block to follow from x and from the student's own coins."""
    outs, case = drawn(student, name, rng, in_order=which == TRAIN)
    mistakes = NORM | (of_factor(*case[1:]) if which == TRAIN or name == DROP_FIRST else {})
    more = {}
    if which == EVALUATION:
        mistakes["scales_at_evaluation"] = {"scale": 1 - case[2]}
        more["drops_at_evaluation"] = not where_kept(outs[EVALUATION], case[0]).all()
    if name == DROP_FIRST:
        both = which == TRAIN or agree(outs[TRAIN], outputs(name, TRAIN, case, seen="x"), ROUGH)
        mistakes["statistics_of_x" if both else "own_statistics_at_evaluation"] = {"seen": "x"}
    elif which == EVALUATION:
        mistakes["statistics_after_dropping"] = {"seen": "dropped"}
    other = {DROP_FIRST: NORM_FIRST, NORM_FIRST: DROP_FIRST}[name]
    if all(agree(outs[each], outputs(other, each, case), ROUGH) for each in (TRAIN, EVALUATION)):
        mistakes, more = {}, {"blocks_swapped": True}
    what = f"{OUTPUTS[which]} of {name}"
    is_random = which == TRAIN or name == DROP_FIRST or where_kept(outs[which], case[0]).all() == 0
    expect_formula(
        outs[which], partial(outputs, name), mistakes, which, case, what=what, more=more, is_random=is_random
    )


@pytest.mark.points(0.5)
def test_dropout_then_bn_in_training(student, rng):
    """dropout_then_bn, training: what dropout leaves is normalized by its own mean and variance."""
    expect_output(student, rng, DROP_FIRST, TRAIN)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_dropout_then_bn_in_training")
@pytest.mark.essential
def test_dropout_then_bn_at_evaluation(student, rng):
    """dropout_then_bn, evaluation: x is normalized by the mean and the variance that training saw."""
    expect_output(student, rng, DROP_FIRST, EVALUATION)


@pytest.mark.points(0.5)
def test_bn_then_dropout_in_training(student, rng):
    """bn_then_dropout, training: x is normalized first, then dropped and scaled."""
    expect_output(student, rng, NORM_FIRST, TRAIN)


@pytest.mark.points(0.5)
def test_bn_then_dropout_at_evaluation(student, rng):
    """bn_then_dropout, evaluation: x is normalized, and nothing is dropped or scaled."""
    expect_output(student, rng, NORM_FIRST, EVALUATION)


@pytest.mark.points(0.5)
def test_coins(student, rng):
    """Both blocks: every value has a coin of its own, new ones in every call, drawn from rng alone."""
    for coins in BLOCKS.values():
        coins.expect_own_coins(student, rng)
        coins.expect_fresh_coins(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_training_variance", "test_dropout_then_bn_in_training", "test_bn_then_dropout_at_evaluation")
def test_divides_by_n(student, rng):
    """Variances divide by the number of samples N, in all three functions."""
    x, p = batch(rng, (12, 5)), rate(rng)
    found = [(SHIFT, results(student, SHIFT, x, rng, p)[EVALUATION], x.var(axis=0, ddof=1))]
    for name, which in ((DROP_FIRST, TRAIN), (NORM_FIRST, EVALUATION)):
        outs, case = drawn(student, name, rng)
        found.append((name, outs[which], outputs(name, which, case, ddof=1)))
    for name, value, by_less in found:
        expect_that(not agree(value, by_less, ROUGH), what=f"what the variances of {name} divide by",
                    observed="N - 1", expected="N", mistakes=["divides_by_n_minus_one"])  # fmt: skip


@pytest.mark.points(2.5)
@pytest.mark.needs(
    "test_evaluation_and_ratio", "test_drop_rate", "test_dropout_then_bn_at_evaluation", "test_coins",
    "test_bn_then_dropout_in_training", "test_bn_then_dropout_at_evaluation", "test_divides_by_n",
)  # fmt: skip
def test_shift_is_measured(student, rng):
    """The variance of out_eval is about the ratio behind dropout_then_bn, and 1 behind bn_then_dropout."""
    x, p = batch(rng, (ROWS, 3)), rate(rng)
    right = shift(EVALUATION, x, p) / shift(TRAIN, x, p)
    expect_array(results(student, SHIFT, x, rng, p)[RATIO], right, what="ratio", rtol=0.25)
    for name, variance in ((DROP_FIRST, right), (NORM_FIRST, np.ones(3))):
        found = block(student, name, x, rng, p)[EVALUATION].var(axis=0)
        expect_array(found, variance, what=f"the variance of out_eval of {name}", rtol=0.25)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_bn_then_dropout_at_evaluation")
def test_small_variance(student, rng):
    """Batch norm adds 0.00001 to the variance, below the root."""
    x, p = probe((50, 8), rng) / 100, rate(rng)  # a variance of about 8e-6
    evaluated = block(student, NORM_FIRST, x, rng, p)[EVALUATION]
    added = ((x - x.mean(axis=0)) / np.where(evaluated == 0, np.nan, evaluated)) ** 2 - x.var(axis=0)
    other = added.min() > 0 and np.ptp(added) < ROUGH * added.max() and not np.isclose(added.max(), EPSILON)
    beside = {"root": lambda v: np.sqrt(v - EPSILON) + EPSILON}
    smaller = {"root": lambda v: np.sqrt(v) / (1 - p)}
    mistakes = {"no_epsilon": {"epsilon": 0}, "epsilon_beside_root": beside, "scales_at_evaluation": smaller}
    expect_formula(evaluated, norm, MOMENTS | mistakes, x, x, what="out_eval of bn_then_dropout for a small variance",
                   rtol=SINGLE, more={"other_epsilon": bool(other)}, is_random=other)  # fmt: skip


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_dtype(student, rng):
    """float32 stays float32, in all three functions."""
    for dtype, (name, names) in product((np.float32, np.float64), RESULTS.items()):
        for what, value in zip(names, results(student, name, probe((20, 4), rng, dtype), rng, rate(rng)), strict=True):
            found = str(value.dtype) if isinstance(value, np.ndarray) else type(value).__name__
            expect_that(found == dtype.__name__, what=f"the dtype of {what} of {name}", observed=found,
                        expected=dtype.__name__, mistakes={"float64_out": found == "float64"})  # fmt: skip


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_input_unchanged(student, rng):
    """x is left as it was by all three functions."""
    changed = []
    for name in RESULTS:
        results(student, name, batch(rng), rng, rate(rng))
        changed += [name] if student.last.changed else []
    expect_that(not changed, what="x after the call", observed=f"changed in place by {', '.join(changed)}",
                expected="as it was before", mistakes=["changes_input"])  # fmt: skip


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_refuses_bad_p(student, rng):
    """p outside [0, 1) raises ValueError in all three functions, p = 0 does not."""
    for name in RESULTS:
        call = partial(results, student, name, batch(rng, (6, 3)), rng)
        call(rate(rng))  # what cannot do this refuses nothing
        expect_p_refused(lambda p, _, call=call: call(p), rng, (True,), what=name)
