"""The hidden suite of spatial dropout for sequences. Time steps share coins: what is counted are coins."""

import numpy as np
import pytest

from dropgrade.checks import (
    UNEVEN,
    attempt,
    constant_axes,
    enough_coins,
    expect_array,
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
NORMAL = (0.3820886, 0.6179114, 0.7580363)  # P(a normal draw >= p), P(it is < p), P(it is < 1 - p)
DROPPED = 1e-3  # below this an entry counts as dropped, but for the check that wants exact zeros
MANY = (70, 8, 90)  # enough coins to tell the rates of all mistakes apart
SOME = (41, 8, 53)  # enough along every axis to tell which axes share a coin
FEW = (21, 7, 31)  # 0.7 of none of its products is whole: no draw keeps exactly the share that is expected


def train(student, x, rng, p=P):
    """One training call: the output, checked for its form, and the mask as it came."""
    out, mask = expect_pair(student.spatial_dropout_1d(x, p, training=True, rng=rng))
    return expect_like(out, x), mask


def evaluate(student, x):
    """One evaluation call: the output and the mask as they came."""
    result = student.spatial_dropout_1d(x, P, training=False)
    return expect_pair(result, what="what evaluation returns", mistakes=["bare_output_at_evaluation"])


def output(result):
    """The output, also where it came without a mask."""
    return result[0] if isinstance(result, tuple) and result else result


def survivors(out):
    """Which entries survived; what follows from them needs some that did and some that did not."""
    on = abs(out) > DROPPED
    expect_that(
        on.any() and not on.all(),
        what="the features that survive",
        observed="every one" if on.all() else "none",
        expected="some of them",
    )
    return on


def drops(out):
    """Whether an output holds zeros and other values, whatever it is."""
    return isinstance(out, np.ndarray) and bool((out == 0).any() and (out != 0).any())


def expect_training_by_default(student, x, rng):
    """Expect a call without `training` to drop, where one with training=True does."""
    call = student.spatial_dropout_1d
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
        expected="some features are dropped, as with training=True",
        mistakes={"evaluates_by_default": isinstance(out, np.ndarray) and np.array_equal(out, x)},
    )


def scaled_by_sample(out, x, on):
    """Whether each sample is divided by the share of it that survived, where these shares differ."""
    shares = on.mean(axis=(1, 2), keepdims=True)
    differ = np.unique(shares[shares > 0]).size > 1
    return bool(differ and np.allclose(out * shares, x * on, rtol=1e-9, atol=DROPPED))


@pytest.mark.points(1.5)
def test_drop_rate(student, rng):
    """Each feature is dropped with probability p: it becomes exactly zero."""
    x = probe(MANY, rng)
    out, _ = train(student, x, rng)
    on = out != 0

    def again():
        return train(student, x, rng)[0] != 0

    undone = on.any() and np.isclose(kept_scale(out, x), 1 / KEEP)  # the coins reversed, the factor right
    tiny = bool((on & (abs(out) < DROPPED)).any())
    swapped = bool(on.all() and not tiny and drops(evaluate(student, x)[0]))
    nothing = bool(on.all() and not tiny and not swapped and all(again().all() for _ in range(10)))
    heads = enough_coins(on, again)
    told = heads.size > 3000  # fewer coins, as from one frozen row of them, fit several rates at once
    expect_coins(
        heads,
        KEEP,
        what="the share of features that is kept",
        mistakes={
            "keeps_with_p": P if told and not undone else None,
            "reversed_comparison": P if told and undone else None,
            "normal_for_uniform": told and any(fits(heads.sum(), heads.size, share) for share in NORMAL),
            "coin_ignores_p": 0.5 if told else None,
            "drops_nothing": nothing,
            "modes_swapped": swapped,
            "tiny_for_zero": tiny,
        },
        example=(x, out),
    )
    expect_different(on, again(), what="what survives in two calls in a row", mistakes=["frozen_mask"])


@pytest.mark.points(1.5)
@pytest.mark.needs("test_drop_rate")
def test_scale(student, rng):
    """Survivors are multiplied by 1 / (1 - p)."""
    x = probe(FEW, rng)
    out, _ = train(student, x, rng)
    on = abs(out) > DROPPED
    coins = own_coins(on)
    flipped = coins.mean() < 0.5 and fits(coins.sum(), coins.size, P)
    sample_share = scaled_by_sample(out, x, on)
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
            "rescales_by_sample_share": sample_share,
            "noisy_factor": None if sample_share else UNEVEN,
        },
    )


@pytest.mark.points(2)
@pytest.mark.needs("test_drop_rate")
def test_whole_features(student, rng):
    """A feature of a sample is kept at all time steps, or dropped at all of them."""
    x = probe(SOME, rng)
    out, _ = train(student, x, rng)
    on = survivors(out)
    shared = constant_axes(on)
    differs = on != on[:, :1]
    torn = int(differs.any(axis=1).sum())
    b, t, f = np.argwhere(differs)[0] if torn else (0, 1, 0)
    shown = (b, slice(t - 1, None), slice(f, None))  # a place where it shows: the step before is not torn yet
    expect_that(
        not torn,
        what="one feature of one sample, over time",
        observed=f"kept at some time steps and dropped at others ({torn:,} of {on[:, 0].size:,} are)",
        expected="kept at all time steps or dropped at all",
        mistakes={"per_element": 2 not in shared, "drops_time_steps": 2 in shared},
        example=(x[shown], out[shown]),
    )


@pytest.mark.points(1)
@pytest.mark.needs("test_drop_rate")
def test_own_coins(student, rng):
    """Every sample and every feature has coins of its own, thrown independently of all others."""
    on = survivors(train(student, probe(SOME, rng), rng)[0])
    shared = constant_axes(on)
    alike = " and ".join(name for axis, name in ((0, "all samples"), (2, "all features")) if axis in shared)
    expect_that(
        not alike,
        what="who shares a coin, beside the time steps",
        observed=alike,
        expected="nobody",
        mistakes={
            "one_mask_for_batch": 0 in shared,
            "drops_whole_samples": 1 in shared and 2 in shared,
            "drops_time_steps": 1 not in shared and 2 in shared,
        },
    )
    coins = own_coins(on)
    kept = coins.sum(axis=(1, 2))
    expect_counts_vary(kept, what="the features kept in each sample", mistakes=["exact_fraction_per_sample"])
    x = probe((10, 3, 40), rng)
    masks = [own_coins(survivors(train(student, x, rng)[0])) for _ in range(8)]
    if not np.array_equal(masks[0], masks[1]):  # a frozen mask is another check's matter
        totals = np.array([mask.sum() for mask in masks])
        expect_counts_vary(totals, what="the features kept in a call", mistakes=["exact_fraction"])
    share = coins.mean()  # neighbours are judged by the student's own rate, which another check judges
    for axis, who in ((0, "neighbouring samples"), (2, "neighbouring features")):
        expect_independent(coins, share, axis=axis, what=who, mistakes=["neighbours_share_coins"])


@pytest.mark.points(1)
@pytest.mark.needs("test_drop_rate")
def test_mask(student, rng):
    """The mask is (batch, 1, features) and holds 1 where a feature survived, without the factor."""
    x = probe(SOME, rng)
    batch, time, features = x.shape
    out, mask = train(student, x, rng)
    on = survivors(out)
    first = on[:, :1]
    full = isinstance(mask, np.ndarray) and mask.shape == x.shape
    shared = constant_axes(on)
    expect_mask(
        mask,
        first.shape,
        first,
        mistakes={
            "full_mask": full and 1 in shared and np.array_equal(mask != 0, on),
            "per_element": full and 1 not in shared and 2 not in shared,
            "squeezed_mask": (batch, features),
            "drops_time_steps": (batch, time, 1),
            "drops_whole_samples": (batch, 1, 1),
            "one_mask_for_batch": (1, 1, features),
            "scaled_mask": kept_scale(np.where(on, out, 0), x),
            "mask_of_dropped": isinstance(mask, np.ndarray) and np.array_equal(mask != 0, ~first),
        },
    )
    result = attempt(student.spatial_dropout_1d, x, 0.0, training=True, rng=rng)  # a refusal is judged elsewhere
    if isinstance(result, tuple) and len(result) == 2:
        expect_that(
            result[1] is not None,
            what="the mask of training at p = 0",
            observed="None",
            expected="an array of ones",
            mistakes=["no_mask_at_zero"],
        )


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_evaluation(student, rng):
    """Evaluation returns x as it is, and None for the mask; it has to be asked for."""
    x = probe(FEW, rng)
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
    expect_none(mask, what="the mask at evaluation", mistakes=["mask_at_evaluation"])
    expect_training_by_default(student, x, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_fresh_coins(student, rng):
    """Every call throws new coins, and throws them with rng alone."""
    x = probe((41, 16, 43), rng)
    first, second = (train(student, x, rng)[0] for _ in range(2))
    survivors(first)
    expect_different(first, second, what="two calls in a row", mistakes=["frozen_mask"])
    expect_reproducible(lambda r: train(student, x, r)[0], mistakes=["ignores_rng"], frozen=["frozen_mask"])
    expect_global_state_untouched(student, mistakes=["ignores_rng"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_small_rate(student, rng):
    """A rate such as p = 0.004 is not rounded away."""
    x = probe((30, 2, 250), rng)
    shared = constant_axes(survivors(train(student, x, rng)[0]))

    def draw():
        return abs(train(student, x, rng, p=0.004)[0]) > DROPPED

    heads = enough_coins(draw(), draw, shared)
    what = "the share that is kept at p = 0.004"
    expect_coins(heads, 0.996, what=what, mistakes={"whole_percent": bool(heads.all())})


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_dtype(student, rng):
    """float32 stays float32."""
    x = probe((3, 4, 5), rng, np.float32)
    out, _ = expect_pair(student.spatial_dropout_1d(x, P, training=True, rng=rng))
    expect_like(out, x, dtype_mistakes=["float64_out"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_input_unchanged(student, rng):
    """x is left as it was."""
    train(student, probe((5, 6, 7), rng), rng)
    expect_unchanged(student, what="x", mistakes=["changes_input"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_refuses_bad_p(student, rng):
    """p outside [0, 1) raises ValueError, in training and at evaluation; p = 0 does not."""
    x = probe((2, 3, 4), rng)
    call = student.spatial_dropout_1d
    for training in (True, False):
        for p in (1.0, -0.1, 1.5):
            what = f"a call with p = {p} and training = {training}"
            takes = ["takes_any_p"]
            expect_raises("ValueError", call, x, p, training=training, rng=rng, what=what, mistakes=takes)
        what = f"a call with p = 0 and training = {training}"
        zero = refuses(call, x, 0.0, training=training, rng=rng) and not refuses(call, x, P, training=training, rng=rng)
        known = ["refuses_zero"] if zero else []
        expect_returns(call, x, 0.0, training=training, rng=rng, what=what, mistakes=known)
