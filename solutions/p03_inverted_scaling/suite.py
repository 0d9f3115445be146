"""The hidden suite of inverted dropout."""

import numpy as np
import pytest

from dropgrade.checks import (
    UNEVEN,
    attempt,
    constant_axes,
    enough_coins,
    expect_array,
    expect_axes,
    expect_coins,
    expect_counts_vary,
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
    fits,
    kept_scale,
    own_coins,
    probe,
    refuses,
)

P = 0.3
KEEP = 1 - P
DROPPED = 1e-3  # below this an entry counts as dropped, but for the check that wants exact zeros


def train(student, x, rng, p=P):
    """One training call: the output, checked for its form, and the mask as it came."""
    out, mask = expect_pair(student.inverted_dropout(x, p, training=True, rng=rng))
    return expect_like(out, x), mask


def evaluate(student, x):
    """One evaluation call: the output and the mask as they came."""
    result = student.inverted_dropout(x, P, training=False)
    bare = ["bare_output_at_evaluation"] if isinstance(result, np.ndarray) else []
    return expect_pair(result, what="what evaluation returns", mistakes=bare)


def output(result):
    """The output, also where it came without a mask."""
    return result[0] if isinstance(result, tuple) and result else result


def survivors(out):
    """Which entries survived; what follows from them needs some that did and some that did not."""
    on = abs(out) > DROPPED
    expect_that(
        on.any() and not on.all(),
        what="the entries that survive",
        observed="every one" if on.all() else "none",
        expected="some of them",
    )
    return on


@pytest.mark.points(2)
def test_drop_rate(student, rng):
    """Each entry is dropped with probability p: it becomes exactly zero."""
    x = probe((100, 100), rng)
    out, _ = train(student, x, rng)
    on = out != 0
    undone = on.any() and np.isclose(kept_scale(out, x), 1 / KEEP)  # the coins are reversed, the factor is not
    tiny = bool((on & (abs(out) < DROPPED)).any())
    swapped = on.all() and not tiny and drops(evaluate(student, x)[0])

    def again():
        return train(student, x, rng)[0] != 0

    expect_coins(
        enough_coins(on, again),
        KEEP,
        mistakes={
            "keeps_with_p": None if undone else P,
            "reversed_comparison": P if undone else None,
            "normal_for_uniform": 0.3820886,  # P(a normal draw >= 0.3)
            "coin_ignores_p": 0.5,
            "drops_nothing": None if tiny or swapped else 1.0,
            "modes_swapped": swapped,
            "tiny_for_zero": tiny,
        },
        example=(x, out),
    )
    expect_different(on, again(), what="what survives in two calls in a row", mistakes=["frozen_mask"])


def drops(out):
    """Whether an output holds zeros among other values, whatever it is."""
    return isinstance(out, np.ndarray) and bool((out == 0).any() and (out != 0).any())


def expect_training_by_default(student, x, rng):
    """Expect a call without `training` to drop, where one with training=True does."""
    call = student.inverted_dropout
    if not drops(output(call(x, P, training=True, rng=rng))):
        return  # another check's matter
    for _ in range(60):  # so many that one coin for all of x would fall both ways
        out = output(call(x, P, rng=rng))
        if not isinstance(out, np.ndarray) or (out == 0).any():
            break
    expect_that(
        isinstance(out, np.ndarray) and (out == 0).any(),
        what="a call without `training`",
        observed="nothing is dropped" if isinstance(out, np.ndarray) else out,
        expected="some entries are dropped, as with training=True",
        mistakes={"evaluates_by_default": isinstance(out, np.ndarray) and np.array_equal(out, x)},
    )


@pytest.mark.points(2)
@pytest.mark.needs("test_drop_rate")
def test_scale(student, rng):
    """Survivors are multiplied by 1 / (1 - p)."""
    x = probe((97, 103), rng)  # so many entries that the realised share is never exactly 1 - p
    out, _ = train(student, x, rng)
    on = abs(out) > DROPPED
    flipped = fits(on.sum(), on.size, P)
    expect_scale(
        np.where(on, out, 0),
        x,
        1 / KEEP,
        mistakes={
            "no_scaling": None if on.all() else 1.0,
            "multiplies_by_keep": KEEP,
            "divides_by_p": None if flipped else 1 / P,
            "keeps_with_p": 1 / P if flipped else None,
            "scales_twice": 1 / KEEP**2,
            "divides_by_root": 1 / np.sqrt(KEEP),
            "rescales_by_realised_share": None if on.all() else on.size / max(on.sum(), 1),
            "noisy_factor": UNEVEN,
        },
    )


@pytest.mark.points(1)
@pytest.mark.needs("test_drop_rate")
def test_evaluation(student, rng):
    """Evaluation returns x as it is, and None for the mask; it has to be asked for."""
    x = probe((40, 50), rng)
    out, mask = evaluate(student, x)
    swapped = drops(out) and not drops(train(student, x, rng)[0])
    expect_array(
        out,
        x,
        what="out at evaluation",
        mistakes={
            "drops_at_evaluation": drops(out) and not swapped,
            "modes_swapped": swapped,
            "scales_at_evaluation": x * KEEP,
            "divides_at_evaluation": x / KEEP,
        },
    )
    made = ["mask_at_evaluation"] if isinstance(mask, np.ndarray) else []
    expect_none(mask, what="the mask at evaluation", mistakes=made)
    expect_training_by_default(student, x, rng)


@pytest.mark.points(1)
@pytest.mark.needs("test_drop_rate")
def test_mask(student, rng):
    """The mask holds 1 where an entry survived and 0 elsewhere, without the factor."""
    x = probe((30, 40), rng)
    out, mask = train(student, x, rng)
    on = survivors(out)
    factor = kept_scale(np.where(on, out, 0), x)
    expect_mask(
        mask,
        x.shape,
        on,
        mistakes={
            "scaled_mask": factor,
            "mask_of_dropped": isinstance(mask, np.ndarray) and np.array_equal(mask != 0, ~on),
        },
    )
    result = attempt(student.inverted_dropout, x, 0.0, training=True, rng=rng)  # a refusal is judged elsewhere
    if isinstance(result, tuple) and len(result) == 2:
        expect_that(
            result[1] is not None,
            what="the mask of training at p = 0",
            observed="None",
            expected="an array of ones",
            mistakes=["no_mask_at_zero"],
        )


@pytest.mark.points(1)
@pytest.mark.needs("test_drop_rate")
def test_own_coins(student, rng):
    """Every entry has a coin of its own, thrown independently of all others."""
    x = probe((80, 90), rng)
    on = survivors(train(student, x, rng)[0])
    expect_axes(on, (), mistakes={"one_mask_for_batch": [0], "one_coin_per_sample": [1]})
    expect_counts_vary(on.sum(axis=1), what="the survivors in each row", mistakes=["exact_fraction_per_row"])
    masks = [survivors(train(student, x[:10, :40], rng)[0]) for _ in range(8)]
    totals = np.array([mask.sum() for mask in masks])
    if not np.array_equal(masks[0], masks[1]):  # a frozen mask is another check's matter
        expect_counts_vary(totals, what="the survivors of a call", mistakes=["exact_fraction"])
    share = on.mean()  # neighbours are judged by the student's own rate, which another check judges
    for axis in (0, 1):
        expect_independent(on, share, axis=axis, what="neighbouring entries", mistakes=["neighbours_share_coins"])


@pytest.mark.points(1)
@pytest.mark.needs("test_drop_rate")
def test_fresh_coins(student, rng):
    """Every call throws new coins, and throws them with rng alone."""
    x = probe((20, 30), rng)
    first, second = (train(student, x, rng)[0] for _ in range(2))
    survivors(first)
    expect_different(first, second, what="two calls in a row", mistakes=["frozen_mask"])
    expect_reproducible(lambda r: train(student, x, r)[0], mistakes=["ignores_rng"], frozen=["frozen_mask"])
    expect_global_state_untouched(student, mistakes=["ignores_rng"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_small_rate(student, rng):
    """A rate such as p = 0.004 is not rounded away."""
    x = probe((250, 200), rng)
    shared = constant_axes(survivors(train(student, x, rng)[0]))
    on = abs(train(student, x, rng, p=0.004)[0]) > DROPPED
    expect_coins(own_coins(on, shared), 0.996, mistakes={"whole_percent": on.all()})


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_shape_and_dtype(student, rng):
    """Any number of dimensions works, and float32 stays float32."""
    x = probe((2, 3, 4, 5), rng, np.float32)
    call = student.inverted_dropout
    result = expect_returns(
        call, x, P, training=True, rng=rng, what="a call with a 4-dimensional x", mistakes=["two_dimensional_only"]
    )
    expect_like(expect_pair(result)[0], x, mistakes=["two_dimensional_only"], dtype_mistakes=["float64_out"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_input_unchanged(student, rng):
    """x is left as it was."""
    train(student, probe((5, 6), rng), rng)
    expect_unchanged(student, what="x", mistakes=["changes_input"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_refuses_bad_p(student, rng):
    """p outside [0, 1) raises ValueError, in training and at evaluation; p = 0 does not."""
    x = probe((2, 3), rng)
    train(student, x, rng)  # what cannot do this refuses nothing
    call = student.inverted_dropout
    for training in (True, False):
        for p in (1.0, -0.1, 1.5):
            what = f"a call with p = {p} and training = {training}"
            takes = ["takes_any_p"]
            expect_raises("ValueError", call, x, p, training=training, rng=rng, what=what, mistakes=takes)
        what = f"a call with p = 0 and training = {training}"
        zero = refuses(call, x, 0.0, training=training, rng=rng) and not refuses(call, x, P, training=training, rng=rng)
        known = ["refuses_zero"] if zero else []
        expect_returns(call, x, 0.0, training=training, rng=rng, what=what, mistakes=known)
