"""The hidden suite of standard dropout."""

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
SHAPE = (97, 103)  # no share of its size is exactly KEEP, so a realised share never equals it
DROPPED = 1e-3  # below this an entry counts as dropped, but for the check that wants exact zeros
NORMAL = (0.3820886, 0.6179114, 0.2419637, 0.7580363)  # P(a normal draw >= 0.3), < 0.3, >= 0.7, < 0.7


def output(result):
    """The output, also where it came without a mask; that it did is another check's matter."""
    return result[0] if isinstance(result, tuple) and result else result


def train(student, x, rng, p=P):
    """The output of one training call, checked for its form."""
    return expect_like(output(student.standard_dropout(x, p, True, rng)), x)


def glance(student, x, rng, *, training):
    """The output of a call, or None: for facts that another check judges."""
    out = output(attempt(student.standard_dropout, x, P, training, rng))
    alike = isinstance(out, np.ndarray) and out.shape == x.shape and out.dtype == x.dtype
    return out if alike and np.isfinite(out).all() else None


def close(out, expected):
    """Whether an output, if any, has these values."""
    return out is not None and bool(np.allclose(out, expected, rtol=1e-6))


def drops(out):
    """Whether an output, if any, holds zeros."""
    return isinstance(out, np.ndarray) and bool((out == 0).any())


def survivors(out):
    """Which entries survived; what follows from them needs some that did and some that did not."""
    on = abs(out) > DROPPED
    observed = "every one" if on.all() else "none"
    expect_that(on.any() and not on.all(), what="the survivors", observed=observed, expected="some entries")
    return on


def flips(out):
    """Whether an output, if any, keeps a share p."""
    coins = own_coins(out != 0) if out is not None else np.zeros(0)
    return bool(coins.any()) and fits(int(coins.sum()), coins.size, P)


@pytest.mark.points(1.5)
def test_drop_rate(student, rng):
    """In training each entry is dropped with probability p: it becomes exactly zero."""
    x = probe(SHAPE, rng)
    out = train(student, x, rng)
    on = out != 0
    later = glance(student, x, rng, training=False)
    tiny = bool((on & (abs(out) < DROPPED)).any())
    swapped = bool(on.all()) and not tiny and drops(later)
    reversed_alone = close(later, x * KEEP)  # evaluation knows that 1 - p is kept, the coins do not

    def again():
        return train(student, x, rng) != 0

    coins = enough_coins(on, again)
    expect_coins(
        coins,
        KEEP,
        mistakes={
            "keeps_with_p": None if reversed_alone else P,
            "reversed_comparison": P if reversed_alone else None,
            "normal_for_uniform": any(fits(int(coins.sum()), coins.size, share) for share in NORMAL),
            "coin_ignores_p": 0.5,
            "drops_nothing": bool(on.all()) and not tiny and not swapped,
            "modes_swapped": swapped,
            "tiny_for_zero": tiny,
        },
        example=(x, out),
    )
    expect_different(on, again(), what="what survives in two calls in a row", mistakes=["frozen_mask"])


@pytest.mark.points(1.5)
@pytest.mark.needs("test_drop_rate")
def test_survivors(student, rng):
    """Survivors keep their value in training: no factor stands there."""
    x = probe(SHAPE, rng)
    out = train(student, x, rng)
    on = abs(out) > DROPPED
    out = np.where(on, out, 0)
    factor = kept_scale(out, x)
    scaled = min((1 / KEEP, 1 / P), key=lambda known: abs(known - factor))  # 1 / P where p is flipped
    inverted = close(glance(student, x, rng, training=False), x)
    expect_scale(
        out,
        x,
        1.0,
        mistakes={
            "inverted_dropout": scaled if inverted else None,
            "scales_in_training": None if inverted else scaled,
            "multiplies_by_keep": None if on.all() else P if fits(int(on.sum()), on.size, P) else KEEP,
            "divides_by_root": 1 / np.sqrt(KEEP),
            "rescales_by_realised_share": None if on.all() else on.size / max(int(on.sum()), 1),
            "noisy_factor": UNEVEN,
        },
    )


@pytest.mark.points(1.5)
@pytest.mark.needs("test_drop_rate")
def test_evaluation(student, rng):
    """Evaluation multiplies every entry by 1 - p, drops nothing and needs no rng for that."""
    x = probe(SHAPE, rng)
    call = student.standard_dropout
    out = output(call(x, P, False, rng))
    before = glance(student, x, rng, training=True)
    swapped = drops(out) and before is not None and not drops(before)
    on = before != 0 if before is not None else np.zeros(0, bool)
    inverted = bool(on.any() and not on.all()) and any(
        np.isclose(kept_scale(before, x), factor, rtol=1e-6) for factor in (1 / KEEP, 1 / P)
    )
    expect_array(
        out,
        x * KEEP,
        what="out at evaluation",
        mistakes={
            "drops_at_evaluation": drops(out) and not swapped,
            "modes_swapped": swapped,
            "inverted_dropout": x if inverted else None,
            "no_factor_at_evaluation": None if inverted else x,
            "keeps_with_p": x * P if flips(before) else None,
            "evaluation_times_p": None if flips(before) else x * P,
            "divides_at_evaluation": x / KEEP,
            "scales_twice_at_evaluation": x * KEEP**2,
            "halves_at_evaluation": x * 0.5,
            "nothing_at_evaluation": out is None,
        },
    )
    throws = ["throws_coins_at_evaluation"]
    expect_returns(call, x, P, False, None, what="evaluation without rng", mistakes=throws)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_evaluation_pair(student, rng):
    """Evaluation returns a pair too, with None for the mask."""
    x = probe((5, 6), rng)
    bare = isinstance(attempt(student.standard_dropout, x, P, True, rng), np.ndarray)
    result = student.standard_dropout(x, P, False, rng)
    named = "bare_output" if bare else "bare_output_at_evaluation"
    named = "nothing_at_evaluation" if result is None else named
    out, mask = expect_pair(result, what="what evaluation returns", mistakes=[named])
    whole = glance(student, x, rng, training=False) is not None and not drops(out)
    expect_none(mask, what="the mask at evaluation", mistakes=["mask_at_evaluation"] if whole else [])


@pytest.mark.points(1)
@pytest.mark.needs("test_drop_rate")
def test_mask(student, rng):
    """Training returns a pair, whose mask holds 1 where an entry survived and 0 elsewhere."""
    x = probe((30, 40), rng)
    result = student.standard_dropout(x, P, True, rng)
    bare = ["bare_output"] if isinstance(result, np.ndarray) else []
    out, mask = expect_pair(result, what="what training returns", mistakes=bare)
    on = survivors(expect_like(out, x))
    plain = isinstance(mask, np.ndarray) and mask.shape == x.shape
    scaled = plain and mask.any() and any(np.allclose(mask[mask != 0], f) for f in (KEEP, P, 1 / KEEP, 1 / P))
    expect_mask(
        mask,
        x.shape,
        on,
        mistakes={
            "scaled_mask": bool(scaled),
            "mask_of_dropped": plain and np.array_equal(mask != 0, ~on),
        },
    )
    result = attempt(student.standard_dropout, x, 0.0, True, rng)  # a refusal is judged elsewhere
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
    on = survivors(train(student, x, rng))
    expect_axes(on, (), mistakes={"one_mask_for_batch": [0], "one_coin_per_sample": [1]})
    expect_counts_vary(on.sum(axis=1), what="the survivors in each row", mistakes=["exact_fraction_per_row"])
    masks = [survivors(train(student, x[:10, :40], rng)) for _ in range(8)]
    if not np.array_equal(masks[0], masks[1]):  # a frozen mask is another check's matter
        totals = np.array([mask.sum() for mask in masks])
        expect_counts_vary(totals, what="the survivors of a call", mistakes=["exact_fraction"])
    share = on.mean()  # neighbours are judged by the student's own rate, which another check judges
    for axis in (0, 1):
        what = f"neighbours along axis {axis}"
        expect_independent(on, share, axis=axis, what=what, mistakes=["neighbours_share_coins"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_fresh_coins(student, rng):
    """Every training call throws new coins, and throws them with rng alone."""
    x = probe((20, 30), rng)
    first, second = (survivors(train(student, x, rng)) for _ in range(2))
    expect_different(first, second, what="two calls in a row", mistakes=["frozen_mask"])
    expect_reproducible(lambda r: train(student, x, r), mistakes=["ignores_rng"], frozen=["frozen_mask"])
    expect_global_state_untouched(student, mistakes=["ignores_rng"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_small_rate(student, rng):
    """A rate such as p = 0.004 is not rounded away."""
    x = probe((250, 200), rng)
    shared = constant_axes(survivors(train(student, x, rng)))
    on = abs(train(student, x, rng, p=0.004)) > DROPPED
    expect_coins(own_coins(on, shared), 0.996, mistakes={"whole_percent": bool(on.all())})


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_any_shape(student, rng):
    """Any number of dimensions works, in both modes."""
    only = ["two_dimensional_only"]
    for shape in ((7,), (2, 3, 4, 5)):
        x = probe(shape, rng)
        for training, mode in ((True, "a training call"), (False, "an evaluation call")):
            what = f"{mode} with an x of shape {shape}"
            result = expect_returns(student.standard_dropout, x, P, training, rng, what=what, mistakes=only)
            expect_like(output(result), x, mistakes=only if training else ())


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_dtype(student, rng):
    """float32 stays float32, in training and at evaluation."""
    x = probe((5, 6), rng, np.float32)
    for training in (True, False):
        out = output(student.standard_dropout(x, P, training, rng))
        expect_like(out, x, what=f"out with training = {training}", dtype_mistakes=["float64_out"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_input_unchanged(student, rng):
    """x is left as it was, in both modes."""
    x = probe((5, 6), rng)
    for training, mode in ((True, "training"), (False, "evaluation")):
        expect_like(output(student.standard_dropout(x, P, training, rng)), x)
        expect_unchanged(student, what=f"x in {mode}", mistakes=["changes_input"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_refuses_bad_p(student, rng):
    """p outside [0, 1) raises ValueError in training and at evaluation, p = 0 does not."""
    x = probe((2, 3), rng)
    call = student.standard_dropout
    for training in (True, False):
        for p in (1.0, -0.1, 1.5):
            what = f"a call with p = {p} and training = {training}"
            expect_raises("ValueError", call, x, p, training, rng, what=what, mistakes=["takes_any_p"])
        what = f"a call with p = 0 and training = {training}"
        zero = refuses(call, x, 0.0, training, rng) and not refuses(call, x, P, training, rng)
        expect_returns(call, x, 0.0, training, rng, what=what, mistakes=["refuses_zero"] if zero else [])
