"""The hidden suite of spatial dropout for images. Pixels share coins: what is counted are coins."""

from dataclasses import dataclass

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
    fits,
    kept_scale,
    own_coins,
    probe,
    refuses,
)

P = 0.3
KEEP = 1 - P
NORMAL = (0.3820886, 0.6179114, 0.7580363)  # P(a normal draw >= p), P(it is < p), P(it is < 1 - p)
DROPPED = 1e-3  # below this an entry counts as dropped, but for the checks that want exact zeros
MANY = (70, 90, 2, 4)  # enough coins to tell the rates of all mistakes apart
SOME = (41, 53, 2, 5)  # enough along every axis to tell which axes share a coin
FEW = (21, 31, 3, 7)  # 0.7 of none of its products is whole: no draw keeps exactly the share that is expected


def train(student, x, rng, p=P):
    """One training call: the output, checked for its form, and the mask as it came."""
    out, mask = expect_pair(student.spatial_dropout_2d(x, p, training=True, rng=rng))
    return expect_like(out, x), mask


def evaluate(student, x):
    """One evaluation call: the output and the mask as they came."""
    result = student.spatial_dropout_2d(x, P, training=False)
    return expect_pair(result, what="what evaluation returns", mistakes=["bare_output_at_evaluation"])


def output(result):
    """The output, also where it came without a mask."""
    return result[0] if isinstance(result, tuple) and result else result


def survivors(out):
    """Which entries survived; what follows from them needs some that did and some that did not."""
    on = abs(out) > DROPPED
    expect_that(
        on.any() and not on.all(),
        what="the maps that survive",
        observed="every one" if on.all() else "none",
        expected="some of them",
    )
    return on


def drops(out):
    """Whether an output holds zeros and other values, whatever it is."""
    return isinstance(out, np.ndarray) and bool((out == 0).any() and (out != 0).any())


def expect_training_by_default(student, x, rng):
    """Expect a call without `training` to drop, where one with training=True does."""
    call = student.spatial_dropout_2d
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
        expected="some maps are dropped, as with training=True",
        mistakes={"evaluates_by_default": isinstance(out, np.ndarray) and np.array_equal(out, x)},
    )


def scaled_by_sample(out, x, on):
    """Whether each sample is divided by the share of it that survived, where these shares differ."""
    shares = on.mean(axis=(1, 2, 3), keepdims=True)
    differ = np.unique(shares[shares > 0]).size > 1
    return bool(differ and np.allclose(out * shares, x * on, rtol=1e-9, atol=DROPPED))


def is_flipped(on):
    """Whether maps survive as often as p in place of 1 - p."""
    coins = own_coins(on)
    return bool(coins.mean() < 0.5 and fits(coins.sum(), coins.size, P))


# The forward pass.


@pytest.mark.points(1)
def test_drop_rate(student, rng):
    """Each map is dropped with probability p: it becomes exactly zero."""
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
        what="the share of maps that is kept",
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


@pytest.mark.points(1)
@pytest.mark.needs("test_drop_rate")
def test_scale(student, rng):
    """Survivors are multiplied by 1 / (1 - p)."""
    x = probe(FEW, rng)
    out, _ = train(student, x, rng)
    on = abs(out) > DROPPED
    flipped = is_flipped(on)
    sample_share = scaled_by_sample(out, x, on)
    alive = on.any(axis=(2, 3))  # without the dropped maps, so that the picture shows a survivor
    expect_scale(
        np.where(on, out, 0)[alive],
        x[alive],
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


@pytest.mark.points(1.5)
@pytest.mark.needs("test_drop_rate")
def test_whole_maps(student, rng):
    """All pixels of a map are kept, or all of them are dropped."""
    x = probe(SOME, rng)
    out, _ = train(student, x, rng)
    on = survivors(out)
    differs = on != on[:, :, :1, :1]
    torn = int(differs.any(axis=(2, 3)).sum())
    n, c, h, w = np.argwhere(differs)[0] if torn else (0, 0, 0, 0)
    shown = (n, c, slice(max(h - 1, 0), None), slice(max(w - 1, 0), None))  # a place where it shows
    shared = set(constant_axes(on)) - {0}
    expect_that(
        not torn,
        what="the pixels of one map",
        observed=f"some are kept and some dropped (in {torn:,} of {on[:, :, 0, 0].size:,} maps)",
        expected="all kept or all dropped",
        mistakes={
            "per_element": not shared,
            "drops_pixels": shared == {1},
            "drops_columns": shared == {2},
            "drops_rows": shared == {3},
            "channels_last": shared == {1, 2},
        },
        example=(x[shown], out[shown]),
    )


@pytest.mark.points(1)
@pytest.mark.needs("test_drop_rate")
def test_own_coins(student, rng):
    """Every sample and every channel has coins of its own, thrown independently of all others."""
    on = survivors(train(student, probe(SOME, rng), rng)[0])
    shared = set(constant_axes(on))
    alike = " and ".join(name for axis, name in ((0, "all samples"), (1, "all channels")) if axis in shared)
    expect_that(
        not alike,
        what="who shares a coin, beside the pixels of a map",
        observed=alike,
        expected="nobody",
        mistakes={
            "one_mask_for_batch": 0 in shared,
            "drops_whole_samples": shared >= {1, 2, 3},
            "drops_pixels": shared - {0} == {1},
            "channels_last": shared - {0} == {1, 2},
        },
    )
    coins = own_coins(on)
    kept = coins.sum(axis=(1, 2, 3))
    expect_counts_vary(kept, what="the maps kept in each sample", mistakes=["exact_fraction_per_sample"])
    x = probe((10, 40, 2, 3), rng)
    masks = [own_coins(survivors(train(student, x, rng)[0])) for _ in range(8)]
    if not np.array_equal(masks[0], masks[1]):  # a frozen mask is another check's matter
        totals = np.array([mask.sum() for mask in masks])
        expect_counts_vary(totals, what="the maps kept in a call", mistakes=["exact_fraction"])
    share = coins.mean()  # neighbours are judged by the student's own rate, which another check judges
    for axis, who in ((0, "neighbouring samples"), (1, "neighbouring channels")):
        expect_independent(coins, share, axis=axis, what=who, mistakes=["neighbours_share_coins"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_mask(student, rng):
    """The mask is (N, C, 1, 1) and holds 1 where a map survived, without the factor."""
    x = probe(SOME, rng)
    n, c, h, w = x.shape
    out, mask = train(student, x, rng)
    on = survivors(out)
    first = on[:, :, :1, :1]
    full = isinstance(mask, np.ndarray) and mask.shape == x.shape
    shared = set(constant_axes(on))
    expect_mask(
        mask,
        first.shape,
        first,
        mistakes={
            "full_mask": full and shared >= {2, 3} and np.array_equal(mask != 0, on),
            "per_element": full and not shared - {0},
            "squeezed_mask": (n, c),
            "drops_pixels": (n, 1, h, w),
            "drops_rows": (n, c, h, 1),
            "drops_columns": (n, c, 1, w),
            "channels_last": (n, 1, 1, w),
            "drops_whole_samples": (n, 1, 1, 1),
            "one_mask_for_batch": (1, c, 1, 1),
            "scaled_mask": kept_scale(np.where(on, out, 0), x),
            "mask_of_dropped": isinstance(mask, np.ndarray) and np.array_equal(mask != 0, ~first),
        },
    )
    result = attempt(student.spatial_dropout_2d, x, 0.0, training=True, rng=rng)  # a refusal is judged elsewhere
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
    x = probe((41, 43, 3, 5), rng)
    first, second = (train(student, x, rng)[0] for _ in range(2))
    survivors(first)
    expect_different(first, second, what="two calls in a row", mistakes=["frozen_mask"])
    expect_reproducible(lambda r: train(student, x, r)[0], mistakes=["ignores_rng"], frozen=["frozen_mask"])
    expect_global_state_untouched(student, mistakes=["ignores_rng"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_small_rate(student, rng):
    """A rate such as p = 0.004 is not rounded away."""
    x = probe((30, 250, 2, 3), rng)
    shared = constant_axes(survivors(train(student, x, rng)[0]))

    def draw():
        return abs(train(student, x, rng, p=0.004)[0]) > DROPPED

    heads = enough_coins(draw(), draw, shared)
    what = "the share that is kept at p = 0.004"
    expect_coins(heads, 0.996, what=what, mistakes={"whole_percent": bool(heads.all())})


# The backward pass.


@dataclass
class RoundTrip:
    """A forward call and the backward call with its mask; `on` holds which entries of x that mask keeps."""

    x: np.ndarray
    out: object
    mask: np.ndarray
    on: np.ndarray
    dout: np.ndarray
    dx: np.ndarray

    @property
    def survivors(self):
        """Which entries of out survived, or what the mask says where out tells nothing."""
        fitting = isinstance(self.out, np.ndarray) and self.out.shape == self.x.shape
        return abs(self.out) > DROPPED if fitting else self.on

    @property
    def keeps_with_p(self):
        """Whether the forward call took p for the chance of keeping."""
        on = self.survivors
        told = isinstance(self.out, np.ndarray) and is_flipped(on)
        return bool(told and np.isclose(np.median(self.out[on] / self.x[on]), 1 / P))


def round_trip(student, rng):
    """Forward and backward, each judged alone: a mask that cannot serve is replaced by one of the suite's."""
    x, dout = probe(FEW, rng), probe(FEW, rng)
    result = student.spatial_dropout_2d(x, P, training=True, rng=rng)
    out, mask = result if isinstance(result, tuple) and len(result) == 2 else (None, None)
    on = spread(mask, x.shape)
    if on is None:
        mask = rng.random((*x.shape[:2], 1, 1)) >= P
        on = spread(mask, x.shape)
    dx = expect_like(student.spatial_dropout_2d_backward(dout, mask, P), dout, what="dx")
    return RoundTrip(x, out, mask, on, dout, dx)


def spread(mask, shape):
    """Which entries a mask keeps, in the shape of x, or None where it cannot tell some from others."""
    if not isinstance(mask, np.ndarray) or mask.dtype.kind not in "biuf" or not 1 < mask.ndim <= len(shape):
        return None
    on = (mask != 0).reshape(mask.shape + (1,) * (len(shape) - mask.ndim))
    fitting = all(own in (1, full) for own, full in zip(on.shape, shape, strict=True))
    useful = on.any() and not on.all() and np.isfinite(mask).all()
    return np.broadcast_to(on, shape) if fitting and useful else None


@pytest.mark.points(1)
def test_backward_mask(student, rng):
    """The gradient is zero where a map was dropped, and nowhere else."""
    trip = round_trip(student, rng)
    flows = trip.dx != 0
    twice = student.spatial_dropout_2d_backward(trip.dout, trip.mask, P)
    redrawn = isinstance(twice, np.ndarray) and not np.array_equal(twice != 0, flows)
    torn = not set(constant_axes(flows)) >= {2, 3}
    leaking, lost = int((flows & ~trip.on).sum()), int((~flows & trip.on).sum())
    expect_that(
        not leaking + lost or np.array_equal(flows, trip.survivors),
        what="the zeros of dx",
        observed=f"{leaking:,} dropped entries get a gradient, and {lost:,} kept ones get none",
        expected="zero exactly where the mask is zero",
        mistakes={
            "gradient_unchanged": np.array_equal(trip.dx, trip.dout),
            "gradient_ignores_mask": flows.all() and not np.array_equal(trip.dx, trip.dout),
            "gradient_of_dropped": np.array_equal(flows, ~trip.on),
            "gradient_fresh_mask": redrawn and not torn,
            "gradient_per_element": redrawn and torn,
        },
    )


@pytest.mark.points(0.5)
@pytest.mark.needs("test_backward_mask")
def test_backward_scale(student, rng):
    """Where the gradient flows it is multiplied by 1 / (1 - p)."""
    trip = round_trip(student, rng)
    on = abs(trip.dx) > DROPPED
    dx, dout = trip.dx[on], trip.dout[on]
    factor = kept_scale(dx, dout)
    in_mask = float(trip.mask.max())  # a factor within the mask is another check's matter
    consistent = in_mask if np.isclose(factor, in_mask / KEEP) else 1
    expect_scale(
        dx,
        dout,
        consistent / KEEP,
        what="the factor on the gradient",
        mistakes={
            "gradient_unchanged": 1.0 if on.all() else None,
            "gradient_no_scaling": None if on.all() else 1.0,
            "gradient_times_keep": KEEP,
            "gradient_divides_by_p": None if trip.keeps_with_p else 1 / P,
            "keeps_with_p": 1 / P if trip.keeps_with_p else None,
            "gradient_scales_twice": 1 / KEEP**2,
            "ignores_dout": bool(np.isclose(np.ptp(dx), 0)),
        },
    )


@pytest.mark.points(0.5)
@pytest.mark.needs("test_backward_mask")
def test_backward_evaluation(student, rng):
    """With None for the mask, as after an evaluation, the gradient passes unchanged."""
    dout = round_trip(student, rng).dout
    dx = expect_returns(
        student.spatial_dropout_2d_backward,
        dout,
        None,
        P,
        what="a backward call with mask = None",
        mistakes=["gradient_needs_mask"],
    )
    expect_array(
        dx,
        dout,
        what="dx after an evaluation",
        mistakes={
            "gradient_scaled_at_evaluation": dout / KEEP,
            "no_gradient_at_evaluation": dx is None or (isinstance(dx, np.ndarray) and not dx.any()),
        },
    )


# Both passes.


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_dtype(student, rng):
    """float32 stays float32, forward and backward."""
    x = probe((3, 4, 5, 6), rng, np.float32)
    out, mask = expect_pair(student.spatial_dropout_2d(x, P, training=True, rng=rng))
    mask = mask if isinstance(mask, np.ndarray) else rng.random((3, 4, 1, 1)) >= P
    results = out, student.spatial_dropout_2d_backward(x, mask, P)
    fitting = [isinstance(r, np.ndarray) and r.shape == x.shape for r in results]
    dtypes = [str(r.dtype) if fits_x else "none" for r, fits_x in zip(results, fitting, strict=True)]
    expect_that(
        dtypes == ["float32", "float32"],
        what="the dtypes of out and dx",
        observed=" and ".join(dtypes),
        expected="float32 and float32",
        mistakes={"float64_out": dtypes[0] == "float64", "float64_gradient": dtypes[1] == "float64"},
    )
    for result, what in zip(results, ("out", "dx"), strict=True):
        expect_like(result, x, what=what)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_inputs_unchanged(student, rng):
    """x and dout are left as they were."""
    x = probe((5, 6, 3, 4), rng)
    _, mask = train(student, x, rng)
    changed = {"x": bool(student.last.changed)}
    mask = mask if isinstance(mask, np.ndarray) else rng.random((5, 6, 1, 1)) >= P
    student.spatial_dropout_2d_backward(x, mask, P)
    changed["dout"] = "0" in student.last.changed  # the first argument
    expect_that(
        not any(changed.values()),
        what="the arrays that the functions are given",
        observed=" and ".join(name for name in changed if changed[name]) + " changed in place",
        expected="x and dout as they were before the calls",
        mistakes={"changes_input": changed["x"], "changes_gradient": changed["dout"]},
    )


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_refuses_bad_p(student, rng):
    """p outside [0, 1) raises ValueError, in training and at evaluation; p = 0 does not."""
    x = probe((2, 3, 4, 5), rng)
    call = student.spatial_dropout_2d
    for training in (True, False):
        for p in (1.0, -0.1, 1.5):
            what = f"a call with p = {p} and training = {training}"
            takes = ["takes_any_p"]
            expect_raises("ValueError", call, x, p, training=training, rng=rng, what=what, mistakes=takes)
        what = f"a call with p = 0 and training = {training}"
        zero = refuses(call, x, 0.0, training=training, rng=rng) and not refuses(call, x, P, training=training, rng=rng)
        known = ["refuses_zero"] if zero else []
        expect_returns(call, x, 0.0, training=training, rng=rng, what=what, mistakes=known)
    mask = train(student, x, rng)[1]
    mask = mask if isinstance(mask, np.ndarray) else rng.random((2, 3, 1, 1)) >= P
    call = student.spatial_dropout_2d_backward
    expect_that(
        attempt(call, x, mask, P) is None or not refuses(call, x, mask, 0.0),  # with P it may fail for other reasons
        what="a backward call with p = 0",
        observed="a ValueError",
        expected="a result",
        mistakes=["refuses_zero"],
    )
