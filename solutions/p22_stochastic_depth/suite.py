"""The hidden suite of stochastic depth.

The two terms of a block are told apart exactly by setting one to zero: with x = 0 the output is what became of the
branch, and with branch = 0 it is what became of x.
"""

import numpy as np
import pytest

from dropgrade.checks import (
    UNEVEN,
    attempt,
    constant_axes,
    expect_array,
    expect_coins,
    expect_counts_vary,
    expect_different,
    expect_global_state_untouched,
    expect_independent,
    expect_like,
    expect_raises,
    expect_reproducible,
    expect_returns,
    expect_scale,
    expect_that,
    expect_unchanged,
    own_coins,
    probe,
)

P = 0.3
KEEP = 1 - P
MANY = (5000, 2)  # enough samples to tell the rates of all mistakes apart
SOME = (67, 41)  # enough along each axis to tell which of them share a coin; 0.7 * 67 is no whole number
CALLS = 60  # in so many, one coin for a whole batch falls both ways, but for one time in 1e9


def block(student, x, branch, rng, p=P):
    """One training call, checked for its form."""
    out = student.drop_path(x, branch, p, training=True, rng=rng)
    expect_that(not isinstance(out, tuple), what="out", observed=out, expected="an array", mistakes=["returns_a_pair"])
    return expect_like(out, x)


def branch_of(student, branch, rng):
    """What one training call makes of the branch: a block on x = 0."""
    return block(student, np.zeros_like(branch), branch, rng)


def skip_of(student, x, rng):
    """What one training call makes of x: a block with a branch of zeros."""
    return block(student, x, np.zeros_like(x), rng)


def first_with(fact, draw):
    """The first of many draws that has something to show, or the last where none has."""
    for _ in range(CALLS):
        out = draw()
        if fact(out):
            break
    return out


def has_zeros(out):
    """Whether something was dropped."""
    return bool((out == 0).any())


def evaluate(student, x, branch, rng):
    """One evaluation call."""
    return student.drop_path(x, branch, P, training=False, rng=rng)


def why_all_stay(student, branch, rng):
    """The mistake for which no branch is ever dropped."""
    if not skip_of(student, branch, rng).all():
        return "drops_x_instead"
    out = attempt(evaluate, student, np.zeros_like(branch), branch, rng)
    return "modes_swapped" if isinstance(out, np.ndarray) and not out.all() else "drops_nothing"


@pytest.mark.points(1.5)
def test_drop_rate(student, rng):
    """The branch of a sample is dropped with probability p: nothing of it is added."""
    branch = probe(MANY, rng)
    on = branch_of(student, branch, rng) != 0
    if on.all() or not on.any():  # perhaps one coin for all of them: then the coins are the calls
        calls = np.array([branch_of(student, branch[:2], rng).any() for _ in range(CALLS)])
        on = on if calls.all() or not calls.any() else calls
    expect_coins(
        own_coins(on),
        KEEP,
        what="the share of samples that keep their branch",
        mistakes={
            "keeps_with_p": P,
            "coin_ignores_p": 0.5,
            "normal_for_uniform": 0.3820886,  # P(a normal draw >= p)
            **({why_all_stay(student, branch, rng): True} if on.all() else {}),
        },
    )


@pytest.mark.points(1.5)
@pytest.mark.needs("test_drop_rate")
def test_scale(student, rng):
    """A branch that is kept is multiplied by 1 / (1 - p)."""
    branch = probe(SOME, rng)
    out = first_with(np.any, lambda: branch_of(student, branch, rng))
    on = out != 0
    drops = not on.all() or has_zeros(first_with(has_zeros, lambda: branch_of(student, branch, rng)))
    flipped = on.mean() < 0.5  # a wrong guess once in 1000 draws; it only chooses between two names
    expect_scale(
        out,
        branch,
        1 / KEEP,
        what="the factor on a branch that is kept",
        mistakes={
            "no_scaling": 1.0 if drops else None,
            "multiplies_by_keep": KEEP,
            "keeps_with_p": 1 / P if flipped else None,
            "divides_by_p": None if flipped else 1 / P,
            "scales_twice": 1 / KEEP**2,
            "divides_by_root": 1 / np.sqrt(KEEP),
            "rescales_by_realised_share": None if on.all() else on.size / max(on.sum(), 1),
            "noisy_factor": UNEVEN,
        },
    )


@pytest.mark.points(1)
@pytest.mark.needs("test_drop_rate")
def test_skip_connection(student, rng):
    """x is added as it is, where the branch is kept and where it is dropped."""
    x, branch = probe(SOME, rng), probe(SOME, rng)
    outs = [skip_of(student, x, rng) for _ in range(12)]  # one coin for all of them would not show in every call
    wrong = [out for out in outs if not np.allclose(out, x, rtol=1e-9)]
    if not wrong:
        return
    ratios = np.unique((wrong[0] / x).round(9))
    scaled = bool(np.isin(ratios, np.round([1, 1 / KEEP], 9)).all())
    gone = any(map(has_zeros, wrong))
    vanished = has_zeros(first_with(has_zeros, lambda: block(student, x, branch, rng)))
    instead = gone and not has_zeros(first_with(has_zeros, lambda: branch_of(student, branch, rng)))
    expect_array(
        wrong[0],
        x,
        what="out for a branch of zeros",
        mistakes={
            "drops_x_instead": instead,
            "drops_the_skip": vanished and not instead,
            "branch_replaces_x": gone and not vanished and not instead,
            "scales_the_skip": scaled and not gone,
        },
    )


@pytest.mark.points(1)
@pytest.mark.needs("test_drop_rate")
def test_whole_samples(student, rng):
    """A sample has one coin for all of its entries, thrown independently of all other samples."""
    branch = probe(SOME, rng)
    on = branch_of(student, branch, rng) != 0
    one_fate = bool(on.all() or not on.any())
    one_coin = one_fate and any((branch_of(student, branch, rng) != 0).any() != on.any() for _ in range(CALLS))
    expect_that(
        not one_fate,
        what="the samples that keep their branch",
        observed="all of them in some calls, none in others" if one_coin else "all" if on.any() else "none",
        expected="some of them, in each call",
        mistakes=["one_coin_for_batch"] if one_coin else [],
    )
    shared = constant_axes(on)
    expect_that(
        shared == (1,),
        what="who shares a coin",
        observed="no entries" if not shared else "the samples",
        expected="all entries of a sample",
        mistakes={"per_element": not shared, "one_coin_per_feature": shared == (0,)},
        example=(branch, on * branch),
    )
    branch = probe((400, 2), rng)
    draws = [branch_of(student, branch, rng)[:, 0] != 0 for _ in range(8)]
    if not np.array_equal(draws[0], draws[1]):  # coins that never change are another check's matter
        counts = np.array([draw.sum() for draw in draws])
        expect_counts_vary(counts, what="the branches that are kept in a call", mistakes=["exact_share"])
    expect_independent(draws[0], draws[0].mean(), axis=0, what="neighbouring samples", mistakes=["pairs_share_coins"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_any_shape(student, rng):
    """Samples may have any shape: numbers, vectors or maps."""
    for shape in ((59, 3, 4, 2), (59,)):
        x = np.zeros(shape)
        branch = probe(shape, rng)
        known = ["two_dimensional_only"]
        what = f"a call with x of shape {shape}"
        out = expect_returns(student.drop_path, x, branch, P, training=True, rng=rng, what=what, mistakes=known)
        on = expect_like(out, x, mistakes=[] if isinstance(out, tuple) else known) != 0
        own = tuple(axis for axis in range(1, len(shape)) if axis not in constant_axes(on))
        expect_that(
            not own or not on.any(),
            what=f"the coins of a sample of shape {shape[1:]}",
            observed=f"several, along axis {own[0] if own else ''} of x",
            expected="one",
            mistakes={
                "one_coin_per_channel": own == (1,),
                "per_element": len(own) == len(shape) - 1 > 1 and 0 not in constant_axes(on),
            },
        )


@pytest.mark.points(1)
@pytest.mark.needs("test_drop_rate")
def test_evaluation(student, rng):
    """Evaluation returns x + branch, and needs no rng."""
    x, branch = probe(SOME, rng), probe(SOME, rng)
    out = evaluate(student, x, branch, rng)
    dropped = isinstance(out, np.ndarray) and out.shape == x.shape and (out == x).any() and not (out == x).all()
    swapped = bool(dropped and not has_zeros(first_with(has_zeros, lambda: branch_of(student, branch, rng))))
    expect_array(
        out,
        x + branch,
        what="out at evaluation",
        mistakes={
            "drops_at_evaluation": bool(dropped and not swapped),
            "modes_swapped": swapped,
            "scales_at_evaluation": x + branch * KEEP,
            "divides_at_evaluation": x + branch / KEEP,
            "skips_at_evaluation": x,
        },
    )
    known = {"throws_coins_at_evaluation": "NoneType"}
    what = "an evaluation with rng = None"
    expect_returns(student.drop_path, x, branch, P, training=False, rng=None, what=what, mistakes=known)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_fresh_coins(student, rng):
    """Every call throws new coins, and throws them with rng alone."""
    branch = probe((100, 2), rng)
    first = branch_of(student, branch, rng)
    if has_zeros(first) and first.any():  # one coin for all falls the same way twice, and is another check's matter
        expect_different(first, branch_of(student, branch, rng), what="two calls in a row", mistakes=["frozen_coins"])
        draw = {"mistakes": ["ignores_rng"], "frozen": ["frozen_coins"]}
        expect_reproducible(lambda r: branch_of(student, branch, r), **draw)
    expect_global_state_untouched(student, mistakes=["ignores_rng"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_dtype(student, rng):
    """float32 stays float32."""
    x, branch = (probe((5, 6), rng, np.float32) for _ in range(2))
    for training in (True, False):
        out = student.drop_path(x, branch, P, training=training, rng=rng)
        expect_like(out, x, dtype_mistakes=["float64_out"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_inputs_unchanged(student, rng):
    """x and branch are left as they were."""
    x, branch = probe((30, 6), rng), probe((30, 6), rng)
    block(student, x, branch, rng)
    expect_unchanged(student, what="x or branch", mistakes=["changes_inputs"])
    evaluate(student, x, branch, rng)
    expect_unchanged(student, what="x or branch at evaluation", mistakes=["changes_inputs"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_refuses_bad_p(student, rng):
    """p outside [0, 1) raises ValueError, in training and at evaluation; p = 0 drops nothing."""
    x, branch = probe((50, 4), rng), probe((50, 4), rng)
    call = student.drop_path
    for training in (True, False):
        for p in (1.0, -0.1, 1.5):
            what = f"a call with p = {p} and training = {training}"
            known = ["takes_any_p"]
            expect_raises("ValueError", call, x, branch, p, training=training, rng=rng, what=what, mistakes=known)
        what = f"a call with p = 0 and training = {training}"
        known = ["refuses_zero"]
        out = expect_returns(call, x, branch, 0.0, training=training, rng=rng, what=what, mistakes=known)
        if training:
            expect_array(out, x + branch, what="out at p = 0 in training")


LEVEL = np.arange(1, 8)
WRONG_RATES = {  # for 7 blocks and p_last = 0.4
    "starts_at_zero": np.linspace(0, 0.4, 7),
    "survival_rates": 1 - 0.4 * LEVEL / 7,
    "p_last_survives": 0.6 * LEVEL / 7,
    "one_rate_for_all": np.full(7, 0.4),
    "falls_with_depth": 0.4 * LEVEL[::-1] / 7,
    "one_block_early": 0.4 * (LEVEL - 1) / 7,
    "never_reaches_last": 0.4 * LEVEL / 8,
}


@pytest.mark.points(1)
def test_rates(student):
    """The rates rise in a straight line, from p_last / n_blocks to p_last."""
    rates = student.depth_rates(7, 0.4)
    expect_array(rates, 0.4 * LEVEL / 7, what="depth_rates(7, 0.4)", mistakes=WRONG_RATES)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_rates")
def test_ends_of_rates(student):
    """A single block has p_last; n_blocks below 1 and p_last outside [0, 1) raise ValueError."""
    rates = attempt(student.depth_rates, 7, 0.4)  # a single rate fits several mistakes
    seven = isinstance(rates, np.ndarray) and rates.shape == (7,)
    known = {name: bool(seven and np.allclose(rates, wrong)) for name, wrong in WRONG_RATES.items()}
    expect_array(student.depth_rates(1, 0.4), np.array([0.4]), what="depth_rates(1, 0.4)", mistakes=known)
    expect_array(student.depth_rates(3, 0.0), np.zeros(3), what="depth_rates(3, 0.0)")
    for n, p, name in ((0, 0.4, "takes_any_depth"), (-2, 0.4, "takes_any_depth"), (3, 1.0, "takes_any_last_rate"),
                       (3, -0.1, "takes_any_last_rate")):  # fmt: skip
        what = f"depth_rates({n}, {p})"
        expect_raises("ValueError", student.depth_rates, n, p, what=what, mistakes=[name])
