"""The hidden suite of Bernoulli masks and naive dropout."""

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


def is_array(value, shape):
    """Whether a value is an array of this shape without NaN or infinity."""
    return isinstance(value, np.ndarray) and value.shape == shape and bool(np.isfinite(value).all())


def draw(student, rng, shape=SHAPE, p=P):
    """One mask, as an array of its shape; whether it holds 0 and 1 is another check's matter."""
    mask = student.bernoulli_mask(shape, p, rng)
    what = f"the mask for the shape {shape}"
    expect_that(
        is_array(mask, shape),
        what=what,
        observed=f"an array of shape {mask.shape}" if isinstance(mask, np.ndarray) else mask,
        expected=f"an array of shape {shape} that holds 0 and 1",
    )
    return mask


def alone(result):
    """The output, also where it came with a mask; that it did is another check's matter."""
    return result[0] if isinstance(result, tuple) and result else result


def train(student, x, rng, p=P):
    """The output of one training call, checked for its form."""
    return expect_like(alone(student.naive_dropout(x, p, True, rng)), x)


def evaluate(student, x, rng):
    """What evaluation gives, where it gives anything."""
    return alone(attempt(student.naive_dropout, x, P, False, rng))


def is_even(factors):
    """Whether all factors are the same, but for rounding."""
    return bool(np.isclose(factors.min(), factors.max()))


def drops(out):
    """Whether an output holds zeros, whatever it is."""
    return isinstance(out, np.ndarray) and bool((out == 0).any())


def survivors(entries, what="the survivors"):
    """Which entries survived; what follows from them needs some that did and some that did not."""
    on = abs(entries) > DROPPED
    observed = "every one" if on.all() else "none"
    expect_that(on.any() and not on.all(), what=what, observed=observed, expected="some entries")
    return on


def fits_normal(on):
    """Whether the coins look like a comparison of normal random numbers with p or 1 - p."""
    return any(fits(int(on.sum()), on.size, share) for share in NORMAL)


def expect_own_coins(sample):
    """Expect a coin for each entry; `sample(shape)` gives the survivors of one call."""
    on = sample((80, 90))
    expect_axes(on, (), mistakes={"one_mask_for_batch": [0], "one_coin_per_sample": [1]})
    expect_counts_vary(on.sum(axis=1), what="the survivors in each row", mistakes=["exact_fraction_per_row"])
    masks = [sample((10, 40)) for _ in range(8)]
    if not np.array_equal(masks[0], masks[1]):  # a frozen mask is another check's matter
        totals = np.array([mask.sum() for mask in masks])
        expect_counts_vary(totals, what="the survivors of a call", mistakes=["exact_fraction"])
    share = on.mean()  # neighbours are judged by the student's own rate, which another check judges
    for axis in (0, 1):
        what = f"neighbours along axis {axis}"
        expect_independent(on, share, axis=axis, what=what, mistakes=["neighbours_share_coins"])


@pytest.mark.points(1.5)
def test_mask_rate(student, rng):
    """Each entry of the mask is 0 with probability p, and not 0 with probability 1 - p."""
    mask = draw(student, rng)

    def again():
        return draw(student, rng) != 0

    on = enough_coins(mask != 0, again)
    x = probe(SHAPE, rng)
    out = alone(attempt(student.naive_dropout, x, P, True, rng))
    kept = own_coins(out != 0) if is_array(out, SHAPE) else np.zeros(0)
    undone = kept.any() and fits(int(kept.sum()), kept.size, KEEP)  # then naive_dropout reverses it again
    expect_coins(
        on,
        KEEP,
        what="the share of the mask that is not 0",
        mistakes={
            "keeps_with_p": None if undone else P,
            "mask_of_dropped": P if undone else None,
            "normal_for_uniform": fits_normal(on),
            "coin_ignores_p": 0.5,
            "drops_nothing": bool((mask == 1).all()),
            "raw_numbers": np.unique(mask).size > mask.size // 2,
        },
    )
    expect_different(mask != 0, again(), what="the ones in two masks in a row", mistakes=["frozen_mask"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_mask_rate")
def test_mask_values(student, rng):
    """The mask holds nothing but 0 and 1."""
    mask = draw(student, rng)
    flipped = fits(int(np.count_nonzero(mask)), mask.size, P)
    raw = np.unique(mask).size > mask.size // 2
    expect_mask(mask, SHAPE, mistakes={"scaled_mask": 1 / P if flipped else 1 / KEEP, "raw_numbers": raw})


@pytest.mark.points(1)
@pytest.mark.needs("test_mask_rate")
def test_mask_coins(student, rng):
    """Every entry of the mask has a coin of its own, thrown independently of all others."""
    expect_own_coins(lambda shape: survivors(draw(student, rng, shape), "the ones in the mask"))


@pytest.mark.points(0.5)
@pytest.mark.needs("test_mask_rate")
def test_fresh_mask(student, rng):
    """Every call gives a new mask, and takes its coins from rng alone."""
    shape = (20, 30)
    first, second = (draw(student, rng, shape) for _ in range(2))
    survivors(first, "the ones in the mask")
    expect_different(first, second, what="two masks in a row", mistakes=["frozen_mask"])
    expect_reproducible(lambda r: draw(student, r, shape), mistakes=["ignores_rng"], frozen=["frozen_mask"])
    expect_global_state_untouched(student, mistakes=["ignores_rng"])


@pytest.mark.points(1)
def test_naive_drops(student, rng):
    """In training naive_dropout drops each entry with probability p: it becomes exactly zero."""
    x = probe(SHAPE, rng)
    out = train(student, x, rng)
    on = out != 0
    tiny = bool((on & (abs(out) < DROPPED)).mean() > 0.1)
    uneven = not is_even(out / x)
    swapped = on.all() and not uneven and drops(evaluate(student, x, rng))

    def again():
        return train(student, x, rng) != 0

    coins = enough_coins(on, again)
    expect_coins(
        coins,
        KEEP,
        mistakes={
            "keeps_with_p": P,
            "normal_for_uniform": fits_normal(coins),
            "coin_ignores_p": 0.5,
            "drops_nothing": bool(on.all() and not uneven and not swapped),
            "modes_swapped": bool(swapped),
            "tiny_for_zero": tiny,
            "raw_numbers": bool(on.all() and uneven and not tiny),
        },
        example=(x, out),
    )
    expect_different(on, again(), what="what survives in two calls in a row", mistakes=["frozen_mask"])


@pytest.mark.points(1)
@pytest.mark.needs("test_naive_drops")
def test_naive_scales_nothing(student, rng):
    """Survivors keep their value in training: nothing is scaled."""
    x = probe(SHAPE, rng)
    out = train(student, x, rng)
    on = abs(out) > DROPPED
    factor = kept_scale(np.where(on, out, 0), x)
    scaled = min((1 / KEEP, 1 / P), key=lambda known: abs(known - factor))  # 1 / P where p is flipped
    mask = attempt(student.bernoulli_mask, SHAPE, P, rng)
    by_mask = is_array(mask, SHAPE) and mask.any() and np.isclose(mask[mask != 0], scaled).all()
    raw = bool((out != 0).all())
    expect_scale(
        np.where(on, out, 0),
        x,
        1.0,
        mistakes={
            "scaled_mask": scaled if by_mask else None,
            "scales_in_training": None if by_mask else scaled,
            "multiplies_by_keep": None if on.all() else KEEP,
            "rescales_by_realised_share": None if on.all() else on.size / max(int(on.sum()), 1),
            "noisy_factor": None if raw else UNEVEN,
            "raw_numbers": UNEVEN if raw else None,
        },
    )


@pytest.mark.points(1)
@pytest.mark.needs("test_naive_drops")
def test_evaluation(student, rng):
    """Evaluation returns x as it is, and needs no rng for that."""
    x = probe((40, 50), rng)
    out = alone(student.naive_dropout(x, P, False, rng))
    swapped = drops(out) and not drops(alone(attempt(student.naive_dropout, x, P, True, rng)))
    factors = (KEEP, P, 1 / KEEP, 1 / P)
    scaled = is_array(out, x.shape) and any(np.allclose(out, x * factor, rtol=1e-6) for factor in factors)
    expect_array(
        out,
        x,
        what="out at evaluation",
        mistakes={
            "drops_at_evaluation": drops(out) and not swapped,
            "modes_swapped": swapped,
            "scales_at_evaluation": scaled,
            "nothing_at_evaluation": out is None,
        },
    )
    throws = ["throws_coins_at_evaluation"]
    expect_returns(student.naive_dropout, x, P, False, None, what="evaluation without rng", mistakes=throws)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_naive_drops")
def test_naive_coins(student, rng):
    """In naive_dropout too every entry has its own coin, new in every call and from rng alone."""
    expect_own_coins(lambda shape: survivors(train(student, probe(shape, rng), rng)))
    x = probe((20, 30), rng)
    first, second = (survivors(train(student, x, rng)) for _ in range(2))
    expect_different(first, second, what="two calls in a row", mistakes=["frozen_mask"])
    expect_reproducible(lambda r: train(student, x, r), mistakes=["ignores_rng"], frozen=["frozen_mask"])
    expect_global_state_untouched(student, mistakes=["ignores_rng"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_mask_rate", "test_naive_drops")
def test_small_rate(student, rng):
    """A rate such as p = 0.004 is not rounded away."""
    shape = (250, 200)
    x = probe(shape, rng)
    shared = constant_axes(survivors(draw(student, rng, shape), "the ones in the mask"))
    mask = draw(student, rng, shape, p=0.004)
    what = "the share of the mask that is not 0"
    rounded = bool((mask == mask.flat[0]).all())
    expect_coins(own_coins(mask != 0, shared), 0.996, what=what, mistakes={"whole_percent": rounded})
    shared = constant_axes(survivors(train(student, x, rng)))
    out = train(student, x, rng, p=0.004)
    rounded = is_even(out / x)
    expect_coins(own_coins(abs(out) > DROPPED, shared), 0.996, mistakes={"whole_percent": rounded})


@pytest.mark.points(0.5)
@pytest.mark.needs("test_mask_rate", "test_naive_drops")
def test_any_shape(student, rng):
    """Any shape works, from one dimension to four."""
    only = ["two_dimensional_only"]
    for shape in ((7,), (2, 3, 4, 5)):
        what, expected = f"a mask for shape = {shape}", f"an array of shape {shape}"
        mask = expect_returns(student.bernoulli_mask, shape, P, rng, what=what, mistakes=only)
        expect_that(is_array(mask, shape), what=what, observed=mask, expected=expected, mistakes=only)
        x = probe(shape, rng)
        what = f"a training call with an x of shape {shape}"
        out = expect_returns(student.naive_dropout, x, P, True, rng, what=what, mistakes=only)
        expect_like(alone(out), x, mistakes=only)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_naive_drops")
def test_returns_out_alone(student, rng):
    """naive_dropout returns one array, not a pair, in both modes."""
    x = probe((5, 6), rng)
    for training, mode in ((True, "training"), (False, "evaluation")):
        out = student.naive_dropout(x, P, training, rng)
        pair = isinstance(out, tuple)
        expect_that(
            isinstance(out, np.ndarray),
            what=f"what {mode} returns",
            observed=f"a tuple of {len(out)}" if pair else out,
            expected="an array",
            mistakes={"returns_a_pair": pair, "nothing_at_evaluation": out is None and not training},
        )


@pytest.mark.points(0.5)
@pytest.mark.needs("test_naive_drops")
def test_dtype(student, rng):
    """float32 stays float32, in training and at evaluation."""
    x = probe((5, 6), rng, np.float32)
    for training in (True, False):
        out = alone(student.naive_dropout(x, P, training, rng))
        expect_like(out, x, what=f"out with training = {training}", dtype_mistakes=["float64_out"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_naive_drops")
def test_input_unchanged(student, rng):
    """x is left as it was."""
    train(student, probe((5, 6), rng), rng)
    expect_unchanged(student, what="x", mistakes=["changes_input"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_mask_rate", "test_naive_drops")
def test_refuses_bad_p(student, rng):
    """Both functions raise ValueError for p outside [0, 1), and take p = 0."""
    x = probe((2, 3), rng)
    calls = [("bernoulli_mask", student.bernoulli_mask, (2, 3), ())]
    calls += [(f"naive_dropout with training = {t}", student.naive_dropout, x, (t,)) for t in (True, False)]
    for name, call, given, mode in calls:
        for p in (1.0, -0.1, 1.5):
            what = f"{name} with p = {p}"
            expect_raises("ValueError", call, given, p, *mode, rng, what=what, mistakes=["takes_any_p"])
        zero = refuses(call, given, 0.0, *mode, rng) and not refuses(call, given, P, *mode, rng)
        known = ["refuses_zero"] if zero else []
        expect_returns(call, given, 0.0, *mode, rng, what=f"{name} with p = 0", mistakes=known)
