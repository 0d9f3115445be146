"""The hidden suite of stochastic depth. With x = 0 the output is what became of the branch, and the other way round."""

from functools import partial

import numpy as np
import pytest

from dropgrade.checks import expect_array, expect_like, expect_that, probe
from dropgrade.checks.arrays import expect_precision
from dropgrade.checks.dropout import rate, rates
from dropgrade.checks.dropout.evaluated import expect_evaluated, expect_no_rng_needed
from dropgrade.checks.finite_numbers import unlisted
from dropgrade.checks.refusals import expect_refused, rates_outside
from dropgrade.checks.visible.dropped_branches import dropped_branches
from dropgrade.checks.visible.members import alone, expect_alone

BRANCHES = dropped_branches("drop_path")


# drop_path.


@pytest.mark.points(0.25)
def test_some_are_dropped(student, rng):
    """In training some branches are dropped and others are kept."""
    BRANCHES.expect_some_dropped(student, rng)


@pytest.mark.points(0.25)
@pytest.mark.essential
@pytest.mark.needs("test_some_are_dropped")
def test_drop_rate(student, rng):
    """The branch of a sample is dropped with probability p: nothing of it is added."""
    BRANCHES.expect_rate(student, rng)


@pytest.mark.points(0.25)
@pytest.mark.essential
@pytest.mark.needs("test_some_are_dropped")
def test_scale(student, rng):
    """A branch that is kept is multiplied by 1 / (1 - p)."""
    BRANCHES.expect_factor(student, rng)


@pytest.mark.points(0.25)
@pytest.mark.essential
@pytest.mark.needs("test_some_are_dropped")
def test_skip_connection(student, rng):
    """x is added as it is, where the branch is kept and where it is dropped."""
    BRANCHES.expect_skip(student, rng)


@pytest.mark.points(0.25)
@pytest.mark.essential
@pytest.mark.needs("test_some_are_dropped")
def test_whole_samples(student, rng):
    """A sample keeps all of its branch or loses all of it, whatever becomes of the other samples."""
    BRANCHES.expect_whole_samples(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_some_are_dropped")
def test_own_coins(student, rng):
    """Every sample has a coin of its own, independent of all others."""
    BRANCHES.expect_own_coins(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.essential
@pytest.mark.needs("test_drop_rate")
def test_fresh_coins(student, rng):
    """Every call draws new coins, and every sample can lose its branch, whatever its place and its values."""
    BRANCHES.expect_every_entry(student, rng)
    BRANCHES.expect_new_coins(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_some_are_dropped")
def test_any_shape(student, rng):
    """Samples may be single numbers, vectors, sequences, images or volumes."""
    BRANCHES.looks.expect_any_shape(student, rng)


@pytest.mark.points(0.75)
@pytest.mark.needs("test_some_are_dropped")
def test_evaluation(student, rng):
    """Evaluation returns x + branch."""
    for p in rates(rng):
        x, branch = BRANCHES.terms(student, rng)
        expect_sum(partial(student.drop_path, x, branch, p, False, rng), x, branch, p)


def expect_sum(call, x, branch, p):
    """Expect x + branch at evaluation."""
    expect_evaluated(
        lambda: alone(call()),
        x + branch,
        p,
        what=f"out at evaluation, at p = {p}",
        scaled=lambda factor: [x + branch * factor, (x + branch) * factor],
        mistakes={"skips_at_evaluation": x, "forgets_skip": branch},
    )


@pytest.mark.points(0.5)
@pytest.mark.needs("test_evaluation")
def test_evaluation_without_rng(student, rng):
    """Evaluation needs no rng: it may be None."""
    x, branch, p = *BRANCHES.terms(student, rng), rate(rng)
    call = partial(student.drop_path, x, branch, p, False, None)
    expect_no_rng_needed(call)
    expect_sum(call, x, branch, p)


@pytest.mark.points(1)
@pytest.mark.needs("test_fresh_coins", "test_evaluation", "test_any_shape", "test_own_coins")
def test_rng(student, rng):
    """The coins come from rng alone."""
    BRANCHES.expect_rng_alone(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_evaluation", "test_any_shape", "test_own_coins")
def test_small_rate(student, rng):
    """A rate such as p = 0.004 is not rounded away."""
    BRANCHES.expect_small_rate(student, rng, shape=(70, 100))


@pytest.mark.points(0.5)
@pytest.mark.needs("test_evaluation", "test_any_shape", "test_own_coins", "test_evaluation_without_rng")
def test_output(student, rng):
    """The output comes alone, and float32 stays float32."""
    x, branch = probe((2, 5, 6), rng, np.float32)
    for training in (True, False):
        expect_precision(expect_alone(student.drop_path(x, branch, rate(rng), training, rng)), x)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_evaluation", "test_any_shape", "test_own_coins", "test_evaluation_without_rng")
def test_inputs_unchanged(student, rng):
    """x and branch are left as they were."""
    BRANCHES.expect_unchanged(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_evaluation", "test_any_shape", "test_own_coins", "test_evaluation_without_rng")
def test_refuses_bad_p(student, rng):
    """p outside [0, 1) raises ValueError, in training and at evaluation; p = 0 drops nothing."""
    BRANCHES.expect_refusals(student, rng)
    x, branch = probe((2, 30, 4), rng)
    for training, mode in ((True, "in training"), (False, "at evaluation")):
        out = alone(student.drop_path(x, branch, 0.0, training, rng))
        expect_array(out, x + branch, what=f"out at p = 0 {mode}", rtol=2e-6)


# depth_rates.


def readings(line, p_last):
    """What mistakes would give; `line` rises to 1."""
    n = len(line)
    return {
        "starts_at_zero": np.linspace(0, p_last, n),
        "survival_rates": 1 - p_last * line,
        "p_last_survives": (1 - p_last) * line,
        "one_rate_for_all": np.full(n, p_last),
        "falls_with_depth": p_last * line[::-1],
        "one_block_early": p_last * (line - 1 / n),
        "never_reaches_last": p_last * line * n / (n + 1),
        "one_rate_too_many": np.linspace(0, p_last, n + 1),
    }


@pytest.mark.points(2)
def test_rates(student, rng):
    """The rates rise in a straight line, from p_last / n_blocks to p_last."""
    n = int(rng.integers(6, 12))
    for blocks, p in ((n, rate(rng)), (n + 3, rate(rng, 0.57, 0.69))):
        line, given = np.arange(1, blocks + 1) / blocks, unlisted(student.depth_rates(blocks, p))
        expect_array(given, p * line, what=f"depth_rates({blocks}, {p})", rtol=2e-6, mistakes=readings(line, p))


@pytest.mark.points(0.5)
@pytest.mark.needs("test_rates")
def test_ends_of_rates(student, rng):
    """A single block has p_last, and p_last = 0 gives zeros; the rates come as a float64 array."""
    for n, p in ((1, rate(rng)), (3, 0.0)):
        given = student.depth_rates(n, p)
        expect_array(unlisted(given), np.full(n, p), what=f"depth_rates({n}, {p})", rtol=2e-6)
    what = "what depth_rates returns"
    expect_that(not isinstance(given, list | tuple), what=what, observed=given, expected="an array",
                mistakes=["rates_in_a_list"])  # fmt: skip
    expect_like(given, np.zeros(3), what=what)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_rates")
def test_refuses_bad_depths(student, rng):
    """n_blocks below 1 and p_last outside [0, 1) raise ValueError."""
    p, call = rate(rng), student.depth_rates
    call(3, p)  # what cannot do this refuses nothing
    expect_refused("depth_rates", {f"n_blocks = {n}": partial(call, n, p) for n in (0, -2)}, accepts="takes_any_depth")
    last = {f"p_last = {q}": partial(call, 3, q) for q in rates_outside(rng)}
    expect_refused("depth_rates", last, accepts="takes_any_last_rate")
