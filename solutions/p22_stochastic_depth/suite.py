"""The hidden suite of stochastic depth. With x = 0 the output is what became of the branch, and the other way round."""

from functools import partial

import numpy as np
import pytest

from dropgrade.checks import (
    attempt,
    expect_array,
    expect_axes,
    expect_coins,
    expect_global_state_untouched,
    expect_like,
    expect_reproducible,
    expect_returns,
    expect_that,
    probe,
)
from dropgrade.checks.dropout import Dropout, rate, rates
from dropgrade.checks.failure import fail
from dropgrade.checks.refusals import expect_refused, rates_outside
from dropgrade.checks.visible.branches import CALLS, Branches, some
from dropgrade.checks.visible.members import alone


def call(student, x, branch, p, rng, training=True):
    """One call, as it comes."""
    return student.drop_path(x, branch, p, training, rng)


BLOCKS = Branches(call)
BRANCHES = Dropout(
    "drop_path", units="branches", view=BLOCKS.view, names={0: "groups of samples", 1: "samples"}, returns_pair=False,
    plain=lambda student, rng, p, training, source: call(student, *probe((2, 30, 6), rng), p, source, training),
)  # fmt: skip


@pytest.mark.points(0.25)
def test_some_are_dropped(student, rng):
    """In training some branches are dropped and others are kept."""
    BLOCKS.expect_some_dropped(student, rng)


@pytest.mark.points(0.25)
@pytest.mark.essential
@pytest.mark.needs("test_some_are_dropped")
def test_drop_rate(student, rng):
    """The branch of a sample is dropped with probability p: nothing of it is added."""
    if not BLOCKS.together(student, rng):
        BRANCHES.expect_rate(student, rng)
        return
    p = rate(rng)
    calls = BLOCKS.fates(student, p, rng, 2 * CALLS)[:, 0]
    expect_coins(calls, 1 - p, what=f"the share of calls that keep the branches at p = {p}")


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
    shape, p = BLOCKS.able(student, [(40, 3), (40, 3, 1, 1), (40, 3, 1), (40,)]), rate(rng, 0.45, 0.55)
    x = probe(shape, rng)
    calls = BLOCKS.calls_needed(student, rng)
    ratios = np.array([BLOCKS.block(student, x, np.zeros_like(x), p, rng) / x for _ in range(calls)])
    if np.allclose(ratios, 1, rtol=1e-6):
        return
    gone, whole = ratios == 0, np.isclose(ratios, 1, rtol=1e-6)
    scaled = bool((~gone & ~whole).any())
    seen = {"all of it": whole, "nothing of it": gone, "a multiple of it": ~gone & ~whole}
    expect_that(
        False,
        what="what is left of x, for a branch of zeros",
        observed=" or ".join(words for words, where in seen.items() if where.any()),
        expected="all of it",
        mistakes={
            "forgets_skip": bool(gone.all()),
            "branch_replaces_x": some(gone) and not scaled,
            **dict.fromkeys(["drops_skip", "drops_x_instead"], bool(gone.any()) and scaled),
            **dict.fromkeys(["scales_skip", "missing_parenthesis"], not gone.any()),
        },
    )


@pytest.mark.points(0.25)
@pytest.mark.essential
@pytest.mark.needs("test_some_are_dropped")
def test_whole_samples(student, rng):
    """A sample keeps all of its branch or loses all of it, whatever becomes of the other samples."""
    shape = BLOCKS.able(student, [(40, 5, 4, 3), (41, 37), (41, 41), (40, 5, 4), (40,)])
    branch = probe(shape, rng)
    on = BLOCKS.block(student, np.zeros(shape), branch, rate(rng, 0.45, 0.55), rng) != 0
    if some(on):  # one coin for all of them is another check's matter
        expect_axes(
            on,
            range(1, len(shape)),
            what=f"the axes along which a coin is shared, of x of shape {shape}",
            mistakes={
                "per_element": (),
                "one_coin_per_channel": tuple(range(2, len(shape))),
                "one_coin_per_feature": (0,) if shape != (41, 41) else None,
                "missing_axes": (0,) if shape == (41, 41) else None,
            },
            example=(branch, on * branch),
        )
    expect_that(not BLOCKS.together(student, rng), what="the samples that keep their branch",
                observed="all of them in some calls, none in others", expected="some of them, in each call",
                mistakes=["one_coin_for_batch"])  # fmt: skip


@pytest.mark.points(0.5)
@pytest.mark.needs("test_some_are_dropped")
def test_own_coins(student, rng):
    """Every sample has a coin of its own, independent of all others."""
    if not BLOCKS.together(student, rng):
        BRANCHES.expect_own_coins(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_any_shape(student, rng):
    """Samples may be single numbers, vectors, sequences, images or volumes."""
    BLOCKS.expect_any_shape(student, rng)


@pytest.mark.points(0.25)
@pytest.mark.essential
@pytest.mark.needs("test_drop_rate")
def test_every_sample(student, rng):
    """Every sample can lose its branch, whatever its place and its values."""
    BLOCKS.expect_every_sample(student, rng)


@pytest.mark.points(0.75)
@pytest.mark.needs("test_some_are_dropped")
def test_evaluation(student, rng):
    """Evaluation returns x + branch."""
    for p in rates(rng):
        x, branch = (probe(BLOCKS.able(student, [(40, 3), (40, 3, 1, 1), (40,)]), rng) for _ in range(2))
        out = alone(student.drop_path(x, branch, p, False, rng))
        expect_evaluated(out, x, branch, p)


def expect_evaluated(out, x, branch, p):
    """Expect x + branch."""
    right = isinstance(out, np.ndarray) and out.shape == x.shape

    def times(factor):
        return right and any(np.allclose(out, y, rtol=2e-6) for y in (x + branch * factor, (x + branch) * factor))

    factors = {"scales_at_evaluation": 1 - p, "divides_at_evaluation": 1 / (1 - p), "evaluation_times_p": p}
    drops = right and some((out == x) | (out == 0))
    expect_array(
        out,
        x + branch,
        what=f"out at evaluation, at p = {p}",
        rtol=2e-6,
        mistakes={
            **dict.fromkeys(["drops_at_evaluation", "modes_swapped", "mode_from_rng"], drops),
            **{name: times(factor) for name, factor in factors.items()},
            "nothing_at_evaluation": out is None,
            "skips_at_evaluation": x,
            "forgets_skip": branch,
        },
    )


@pytest.mark.points(0.5)
@pytest.mark.needs("test_evaluation")
def test_evaluation_without_rng(student, rng):
    """Evaluation needs no rng: it may be None."""
    x, branch, p = probe((40, 3), rng), probe((40, 3), rng), rate(rng)
    what, needs = "an evaluation with rng = None", ["needs_rng_at_evaluation"]
    out = expect_returns(student.drop_path, x, branch, p, False, None, what=what, mistakes=needs)
    expect_evaluated(alone(out), x, branch, p)


@pytest.mark.points(0.25)
@pytest.mark.essential
@pytest.mark.needs("test_drop_rate")
def test_fresh_coins(student, rng):
    """Every call draws new coins."""
    on = BLOCKS.fates(student, 0.5, rng, 2)
    fresh = (on[0] != on[1]).any() or BLOCKS.together(student, rng)  # what falls together falls alike now and then
    expect_that(bool(fresh), what="two calls in a row", observed="the same coins",
                expected="others in each", mistakes=["frozen_mask"])  # fmt: skip


@pytest.mark.points(1)
@pytest.mark.needs("test_fresh_coins", "test_evaluation", "test_any_shape", "test_own_coins")
def test_rng(student, rng):
    """The coins come from rng alone."""
    calls = BLOCKS.calls_needed(student, rng)
    expect_reproducible(lambda stream: BLOCKS.fates(student, 0.5, stream, calls), mistakes=["ignores_rng"])
    expect_global_state_untouched(student, mistakes=["ignores_rng"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_evaluation", "test_any_shape", "test_own_coins")
def test_small_rate(student, rng):
    """A rate such as p = 0.004 is not rounded away."""
    if not BLOCKS.together(student, rng):
        BRANCHES.expect_small_rate(student, rng, shape=(70, 100))


@pytest.mark.points(0.5)
@pytest.mark.needs("test_evaluation", "test_any_shape", "test_own_coins", "test_evaluation_without_rng")
def test_output(student, rng):
    """The output comes alone, and float32 stays float32."""
    x, branch, p = probe((5, 6), rng, np.float32), probe((5, 6), rng, np.float32), rate(rng)
    for training in (True, False):
        out = student.drop_path(x, branch, p, training, rng)
        expect_that(not isinstance(out, tuple | list), what="what it returns", observed=out, expected="an array",
                    mistakes=["returns_mask_too"])  # fmt: skip
        expect_like(out, x, dtype_mistakes=["float64_out"])


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
    x, branch = probe((30, 4), rng), probe((30, 4), rng)
    for training, mode in ((True, "in training"), (False, "at evaluation")):
        out = alone(call(student, x, branch, 0.0, rng, training))
        expect_array(out, x + branch, what=f"out at p = 0 {mode}", rtol=2e-6)


def rates_of_blocks(student, n, p_last):
    """What depth_rates gives, as an array: that it is none, one check alone judges."""
    given = student.depth_rates(n, p_last)
    plain = isinstance(given, list | tuple) and all(isinstance(v, int | float | np.number) for v in given)
    return np.array(given) if plain else given


def readings(n, p_last):
    """What each mistake would give."""
    line = np.arange(1, n + 1) / n
    return {
        "starts_at_zero": np.linspace(0, p_last, n),
        "survival_rates": 1 - p_last * line,
        "p_last_survives": (1 - p_last) * line,
        "one_rate_for_all": np.full(n, p_last),
        "falls_with_depth": p_last * line[::-1],
        "one_block_early": p_last * (line - 1 / n),
        "never_reaches_last": p_last * np.arange(1, n + 1) / (n + 1),
        "one_rate_too_many": np.linspace(0, p_last, n + 1),
    }


@pytest.mark.points(2)
def test_rates(student, rng):
    """The rates rise in a straight line, from p_last / n_blocks to p_last."""
    n = int(rng.integers(6, 12))
    for blocks, p in ((n, rate(rng)), (n + 3, rate(rng, 0.57, 0.69))):
        what = f"depth_rates({blocks}, {p})"
        expected = np.arange(1, blocks + 1) / blocks * p
        expect_array(rates_of_blocks(student, blocks, p), expected, what=what, rtol=2e-6, mistakes=readings(blocks, p))


@pytest.mark.points(0.5)
@pytest.mark.needs("test_rates")
def test_ends_of_rates(student, rng):
    """A single block has p_last, and p_last = 0 gives zeros; the rates come as a float64 array."""
    p = rate(rng)
    for n, last in ((1, p), (3, 0.0)):
        expect_array(rates_of_blocks(student, n, last), np.full(n, last), what=f"depth_rates({n}, {last})", rtol=2e-6)
    given = student.depth_rates(4, p)
    is_list = isinstance(given, list | tuple)
    expect_that(not is_list, what="what depth_rates returns", observed=given, expected="an array",
                mistakes=["rates_in_a_list"])  # fmt: skip
    expect_like(given, np.zeros(4), what="what depth_rates returns")


@pytest.mark.points(0.5)
@pytest.mark.needs("test_rates")
def test_refuses_bad_depths(student, rng):
    """n_blocks below 1 and p_last outside [0, 1) raise ValueError."""
    p = rate(rng)
    call = student.depth_rates
    call(3, p)  # what cannot do this refuses nothing
    expect_refused("depth_rates", {f"n_blocks = {n}": partial(call, n, p) for n in (0, -2)}, accepts="takes_any_depth")
    last = {f"p_last = {q}": partial(call, 3, q) for q in rates_outside(rng)}
    expect_refused("depth_rates", last, accepts="takes_any_last_rate")
