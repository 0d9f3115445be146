"""The hidden suite of variational dropout.

States so small that tanh leaves them as they are tell what was fed back: where each unit hears itself alone, the states
of one step hold what is left of those before.
"""

from functools import partial
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pytest

from dropgrade.checks import (
    attempt,
    expect_array,
    expect_like,
    expect_none,
    expect_returns,
    expect_that,
    expect_unchanged,
    probe,
)
from dropgrade.checks.dropout import Dropout, rate, rates
from dropgrade.checks.failure import describe
from dropgrade.checks.refusals import expect_refused, rates_outside

TINY = 2.0**-40
RTOL = 2e-6  # single precision inside a double result is right


class Net(NamedTuple):
    """A batch and the weights, in the order of the arguments."""

    x: np.ndarray
    h0: np.ndarray
    w_x: np.ndarray
    w_h: np.ndarray
    b: np.ndarray


def mixing(rng, batch=9, time=4, hidden=8, dtype=float):
    """A network in which every unit hears every other."""
    shapes = ((batch, time, 3), (batch, hidden), (3, hidden), (hidden, hidden), (hidden,))
    return Net(*(rng.uniform(-0.8, 0.8, shape).astype(dtype) for shape in shapes))


def silent(h, w_h, time=1):
    """A network without inputs and without a bias."""
    hidden = h.shape[1]
    return Net(np.zeros((len(h), time, hidden)), h, np.eye(hidden), w_h, np.zeros(hidden))


def unroll(net, factor=1.0, place="fed back", bend=np.tanh):
    """The states of a network, with a factor for each (sample, unit) or (sample, step, unit) in some place."""
    shape = (*net.x.shape[:2], len(net.w_h))
    factors, h, hs = np.broadcast_to(factor if np.ndim(factor) != 2 else factor[:, None], shape), net.h0, []
    for t in range(shape[1]):
        f = factors[:, t]
        fed = h * f if place == "fed back" or (place == "kept" and t == 0) else h
        heard = (fed @ net.w_h) * (f if place == "heard" else 1)
        h = bend((net.x[:, t] @ net.w_x + heard + net.b) * (f if place == "sum" else 1))
        h = h * f if place in ("states", "kept") else h
        hs.append(h)
    return np.stack(hs, axis=1) * (factors if place == "outputs" else 1)


# Calls, with hs in the right layout: which it has, one check alone asks.


def axes(value):
    """How many axes an array has; whatever else has none."""
    return value.ndim if isinstance(value, np.ndarray) else 0


def members(result):
    """The states and the mask, in whichever order and form they came."""
    if not isinstance(result, tuple | list) or len(result) != 2:
        return result, None
    first, second = result
    return (second, first) if axes(second) == 3 != axes(first) else (first, second)


def run(student, net, p, rng, *, training=True):
    """One call: hs as (batch, time, hidden), checked for its form, and the mask as it came."""
    hs, mask = members(student.variational_rnn(*net, p, training, rng))
    (batch, time), hidden = net.x.shape[:2], len(net.w_h)
    shape = getattr(hs, "shape", None)
    hs = np.moveaxis(hs, 0, 1) if shape == (time, batch, hidden) else hs
    hs = hs[:, 1:] if shape == (batch, time + 1, hidden) else hs
    hs = hs[:, None] if shape == (batch, hidden) and time == 1 else hs
    return expect_like(hs, np.zeros((batch, time, hidden), net.x.dtype), what="hs"), mask


def fed_back(student, h, rng, p, training):
    """What is fed back of the states h: by the first step, or by the second where the first one treats all alike."""
    scale = TINY / 2.0 ** np.ceil(np.log2(abs(h).max()))  # a power of two rounds nothing
    hs, mask = run(student, silent(h * scale, np.eye(h.shape[1])), p, rng, training=training)
    left = hs[:, 0] / scale
    minus_p = np.isclose(hs, np.tanh(-p), rtol=1e-3, atol=0).any()
    expect_that(not minus_p, what="what is fed back of a unit that is dropped",
                observed=f"{-p:.4g}, which is -p", expected="exactly 0", mistakes=["missing_parenthesis"])  # fmt: skip
    if not training or h.size < 40 or ((left != 0).any() and not (left != 0).all()):
        return left, mask
    net = silent(0 * h, np.eye(h.shape[1]), time=2)
    net.x[:, 0] = h * scale
    hs, mask = run(student, net, p, rng)
    return (hs[:, 1] / hs[:, 0] * h if hs[:, 0].all() else left), mask


UNITS = Dropout(
    "variational_rnn",
    units="hidden units",
    view=fed_back,
    sharing={"one_coin_per_sample": (1,)},
    names={0: "sequences", 1: "hidden units"},
)


def steps(student, p, rng, batch=9, time=4, hidden=8, *, seed):
    """Which units are fed back at each step, by which factor, as (batch, time, hidden), and whether hs holds zeros.

    New states come from the inputs, or from the bias where something else is done to the inputs.
    """
    own, h0 = rng.uniform(0.4, 0.5, hidden), TINY * probe((batch, hidden), rng)
    w_x, b, none = rng.uniform(0.3, 0.6, (3, hidden)), TINY * probe((hidden,), rng), np.zeros(hidden)
    x = TINY * probe((batch, time, 3), rng)
    found = []
    for net in (Net(x, h0, w_x, np.diag(own), none), Net(0 * x, h0, w_x, np.diag(own), b)):
        hs, _ = run(student, net, p, np.random.default_rng(seed))
        before = np.concatenate([h0[:, None], hs[:, :-1]], axis=1)
        with np.errstate(all="ignore"):
            factor = (hs - net.x @ w_x - net.b) / own / before
        masked = bool((hs == 0).any())  # the states themselves went through a mask
        on = hs != 0 if masked else abs(factor) > 1e-6
        found.append((on, factor, masked))
        spread = [np.ptp(factor[:, t][on[:, t]]) for t in range(time) if on[:, t].any()]
        if not masked and max(spread, default=0) < 1e-6:
            return found[-1]
    return found[0]


def listeners(student, rng):
    """Whether each of many units hears the only unit that says something; all of a sample hear it, or none."""
    h, w_h = np.zeros((40, 40)), np.zeros((40, 40))
    unit = int(rng.integers(40))
    h[:, unit], w_h[unit] = TINY * probe((40,), rng), 1
    return run(student, silent(h, w_h), rate(rng, 0.45, 0.55), rng)[0][:, 0] != 0


def expect_whole_units(student, rng, mistakes=()):
    """Expect a unit to be fed back to all others or to none."""
    on = listeners(student, rng)
    torn = int((on != on[:, :1]).any(axis=1).sum())
    expect_that(not torn, what="who hears a unit at the next step", expected="all units or none",
                observed=f"some do and some do not, in {torn} of {len(on)} sequences", mistakes=mistakes)  # fmt: skip


@pytest.mark.points(1)
def test_layout(student, rng):
    """The result is the pair (hs, mask), and hs is (batch, time, hidden): the states after each step."""
    net = mixing(rng)
    result = student.variational_rnn(*net, rate(rng), True, rng)
    hs = members(result)[0]
    shape, (batch, time), hidden = getattr(hs, "shape", None), net.x.shape[:2], len(net.b)
    expect_that(
        shape == (batch, time, hidden),
        what="hs",
        observed=hs,
        expected=f"an array of shape {(batch, time, hidden)}, which is (batch, time, hidden)",
        mistakes={
            "time_first": shape == (time, batch, hidden),
            "includes_h0": shape == (batch, time + 1, hidden),
            "last_state_only": shape == (batch, hidden),
        },
    )
    expect_that(isinstance(result, tuple | list), what="what training returns", observed=result,
                expected="the pair (hs, mask)")  # fmt: skip
    expect_that(result[0] is hs, what="what training returns", observed="the mask first, and hs second",
                expected="the pair (hs, mask)", mistakes=["pair_swapped"])  # fmt: skip


@pytest.mark.points(0.25)
def test_some_are_dropped(student, rng):
    """In training some hidden units are not fed back, and others are."""
    UNITS.expect_some_dropped(student, rng)


@pytest.mark.points(1.25)
@pytest.mark.needs("test_some_are_dropped")
def test_evaluation(student, rng):
    """At evaluation, hs holds the states of the plain tanh network after each step."""
    for p in rates(rng):
        expect_plain(student, mixing(rng), p, rng)


def expect_plain(student, net, p, rng):
    """Expect the states of the plain network from an evaluation."""
    hs, right, keep = run(student, net, p, rng, training=False)[0], unroll(net), 1 - p
    again = attempt(student.variational_rnn, *net, p, False, rng)
    drops = not np.array_equal(hs, run(student, net, p, rng, training=False)[0]) if again is not None else False
    smaller = any(np.allclose(hs, states) for states in (right * keep, unroll(net, keep)))
    larger = any(np.allclose(hs, states) for states in (right / keep, unroll(net, 1 / keep)))
    expect_array(
        hs,
        right,
        what=f"hs at evaluation, at p = {p}",
        rtol=RTOL,
        mistakes={
            **variants(net),
            **dict.fromkeys(["drops_at_evaluation", "modes_swapped", "mode_from_rng"], drops),
            "scales_at_evaluation": smaller,
            "divides_at_evaluation": larger,
            "one_step_late": np.concatenate([net.h0[:, None], right[:, :-1]], axis=1),
        },
    )


def variants(net, factor=1.0):
    """What networks give that go wrong without any dropout."""
    return {
        "forgets_bias": unroll(net._replace(b=0 * net.b), factor),
        "forgets_tanh": unroll(net, factor, bend=lambda total: total),
        "transposes_w_h": unroll(net._replace(w_h=net.w_h.T), factor),
        "starts_from_zeros": unroll(net._replace(h0=0 * net.h0), factor),
    }


@pytest.mark.points(0.5)
@pytest.mark.needs("test_evaluation")
def test_evaluation_without_rng(student, rng):
    """Evaluation needs no rng: it may be None."""
    net, p = mixing(rng), rate(rng)
    what, needs = "an evaluation with rng = None", ["needs_rng_at_evaluation"]
    expect_returns(student.variational_rnn, *net, p, False, None, what=what, mistakes=needs)
    expect_plain(student, net, p, None)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_some_are_dropped")
def test_no_mask_at_evaluation(student, rng):
    """Evaluation returns a pair, too, with None for the mask."""
    result = student.variational_rnn(*mixing(rng), rate(rng), False, rng)
    bare = ["bare_output_at_evaluation"] if isinstance(result, np.ndarray) else []
    pair = isinstance(result, tuple | list) and len(result) == 2
    expect_that(pair, what="what evaluation returns", observed=result, expected="the pair (hs, None)", mistakes=bare)
    mask = members(result)[1]
    made = ["mask_at_evaluation"] if isinstance(mask, np.ndarray) else []
    expect_none(mask, what="the mask at evaluation", mistakes=made)


@pytest.mark.points(0.25)
@pytest.mark.essential
@pytest.mark.needs("test_some_are_dropped")
def test_drop_rate(student, rng):
    """Each hidden unit is dropped with probability p: nothing of it is fed back."""
    UNITS.expect_rate(student, rng)


@pytest.mark.points(0.25)
@pytest.mark.essential
@pytest.mark.needs("test_some_are_dropped")
def test_scale(student, rng):
    """What is fed back of the units that are kept is multiplied by 1 / (1 - p)."""
    UNITS.expect_factor(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.essential
@pytest.mark.needs("test_some_are_dropped")
def test_same_mask(student, rng):
    """A unit is dropped at every step of a sequence, or at none."""
    on, _, _ = steps(student, rate(rng), rng, 20, 12, 30, seed=int(rng.integers(2**32)))
    gone, back = bool((on[:, :-1] & ~on[:, 1:]).any()), bool((~on[:, :-1] & on[:, 1:]).any())
    later = bool((on[:, 1:] == on[:, 1:2]).all())
    torn = int((on != on[:, :1]).any(axis=1).sum())
    whole = later and bool(on[:, 0].all())
    when = "dropped from the second step on alone" if whole else "dropped at the first step alone" if later else (
        "dropped from some step on" if gone and not back else "dropped at some steps")  # fmt: skip
    expect_that(
        not torn,
        what="the hidden units of one sequence, over its steps",
        observed=f"{when} ({torn:,} of {on[:, 0].size:,} units)",
        expected="dropped at every step, or at none",
        mistakes={
            "h0_not_masked": whole,
            "starts_from_zeros": later and not on[:, 0].any(),
            "masks_h0_only": bool(on[:, 1:].all() and on[:, 0].any()),
            "masks_pile_up": not later and gone and not back,
            "new_mask_each_step": not later and gone and back,
        },
    )


@pytest.mark.points(0.25)
@pytest.mark.essential
@pytest.mark.needs("test_some_are_dropped")
def test_same_factor(student, rng):
    """The factor is the same at every step: it does not pile up."""
    on, factor, masked = steps(student, rate(rng), rng, 20, 8, 12, seed=int(rng.integers(2**32)))
    expect_that(not masked, what="hs in training", observed="zeros among the states", expected="states from tanh alone")
    seen = [factor[:, t][on[:, t]] for t in range(1, 8)]  # h0 and its step are another check's matter
    means = [float(each.mean()) if each.size else 0.0 for each in seen]
    grows = all(np.isclose(b / a, means[1] / means[0], rtol=1e-3) for a, b in pairwise(means) if a)
    expect_that(
        np.allclose(means, means[0], rtol=RTOL),
        what="the factor on what is fed back, at the eighth step",
        observed=f"{means[-1]:.6g}",
        expected=f"{means[0]:.6g}, as at the second step",
        mistakes={"factor_piles_up": grows and means[1] > means[0]},
    )


@pytest.mark.points(0.5)
@pytest.mark.essential
@pytest.mark.needs("test_some_are_dropped")
def test_place_of_the_mask(student, rng):
    """The mask is on what is fed back, before w_h: neither on x, nor on weights, nor on what hs holds."""
    p, seed, net = rate(rng), int(rng.integers(2**32)), mixing(rng)
    on, factor, _ = steps(student, p, rng, seed=seed)  # the same coins for both
    hs, mask = run(student, net, p, np.random.default_rng(seed))
    spread = np.where(on, np.nan_to_num(factor, posinf=0, neginf=0), 0)
    told = [(mask != 0) * np.median(factor[on])] if axes(mask) and mask.shape == net.h0.shape and on.any() else []
    told += [(mask == 0) * np.median(factor[on])] if told else []
    if any(np.allclose(hs, unroll(net, each), rtol=RTOL, atol=RTOL) for each in (spread, *told)):
        return
    elsewhere = {
        "masks_after_weights": ("heard",),
        "masks_the_sum": ("sum",),
        "masks_the_states": ("states", "kept"),
        "drops_outputs": ("outputs",),
    }
    coins = [on * s for s in (1, 1 / (1 - p))]
    known = {
        name: any(np.allclose(hs, unroll(net, each, place), rtol=RTOL, atol=RTOL) for place in places for each in coins)
        for name, places in elsewhere.items()
    }
    scaled = mask / (1 - p) if isinstance(mask, np.ndarray) and mask.dtype.kind in "biuf" else np.zeros(())
    inputs = net._replace(x=net.x * scaled[:, None]) if scaled.shape == net.x[:, 0].shape else None
    weights = scaled.shape[-2:] == net.w_h.shape
    expect_array(
        hs,
        unroll(net, spread),
        what="hs in training",
        rtol=RTOL,
        mistakes={
            **variants(net, spread),
            **known,
            "drops_inputs": unroll(inputs) if inputs else None,
            "drops_weights": weights,
            "drops_inputs_too": on.any() and not on.all(),
        },
    )


@pytest.mark.points(0.25)
@pytest.mark.essential
@pytest.mark.needs("test_some_are_dropped")
def test_own_coins(student, rng):
    """Every unit of every sequence has a coin of its own, which decides about all of that unit."""
    expect_whole_units(student, rng)
    UNITS.expect_own_coins(student, rng)
    UNITS.expect_every_entry(student, rng)


@pytest.mark.points(0.25)
@pytest.mark.essential
@pytest.mark.needs("test_some_are_dropped")
def test_new_coins(student, rng):
    """Every call draws new coins."""
    UNITS.expect_new_coins(student, rng)


@pytest.mark.points(1)
@pytest.mark.needs("test_drop_rate", "test_own_coins")
def test_mask(student, rng):
    """The mask is (batch, hidden) and holds 1 where a unit is kept, without the factor."""
    net = mixing(rng, 5, 4, 7)
    mask = run(student, net, rate(rng), rng)[1]
    shape = getattr(mask, "shape", None)
    expect_that(
        shape == (5, 7),
        what="the mask",
        observed=mask,
        expected="an array of shape (5, 7), which is (batch, hidden)",
        mistakes={
            "mask_with_time_axis": shape in ((5, 4, 7), (5, 1, 7), (4, 5, 7)),
            "one_mask_for_batch": shape in ((7,), (1, 7)),
            "one_coin_per_sample": shape in ((5,), (5, 1)),
            "drops_inputs": shape == (5, 3),
            "drops_weights": shape in ((7, 7), (5, 7, 7)),
        },
    )
    UNITS.expect_mask(student, rng)


@pytest.mark.points(1)
@pytest.mark.needs("test_drop_rate", "test_scale", "test_own_coins", "test_new_coins")
def test_rng(student, rng):
    """The coins come from rng alone."""
    UNITS.expect_rng_alone(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_scale", "test_own_coins", "test_evaluation", "test_layout")
def test_small_rate(student, rng):
    """A rate such as p = 0.004 is not rounded away."""
    UNITS.expect_small_rate(student, rng, shape=(350, 20))


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_evaluation_without_rng", "test_layout")
def test_dtype(student, rng):
    """Where all five arrays are float32, hs is float32, too."""
    for training, mode in ((True, "in training"), (False, "at evaluation")):
        hs = members(student.variational_rnn(*mixing(rng, dtype=np.float32), rate(rng), training, rng))[0]
        dtype = hs.dtype if isinstance(hs, np.ndarray) else None
        double = ["float64_out"] if dtype == np.float64 else []
        observed = describe(hs) if dtype is None else str(dtype)
        expect_that(dtype == np.float32, what=f"the dtype of hs {mode}", observed=observed, expected="float32",
                    mistakes=double)  # fmt: skip


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_evaluation_without_rng", "test_layout")
def test_inputs_unchanged(student, rng):
    """The five arrays are left as they were."""
    for training, mode in ((True, "training"), (False, "an evaluation")):
        student.variational_rnn(*mixing(rng), rate(rng), training, rng)
        expect_unchanged(student, what=f"the arrays that were given, in {mode},", mistakes=["changes_input"])


@pytest.mark.points(0.75)
@pytest.mark.needs("test_drop_rate", "test_evaluation_without_rng", "test_layout")
def test_refuses_bad_p(student, rng):
    """p outside [0, 1) raises ValueError, in training and at evaluation; p = 0 drops nothing."""
    net, call = mixing(rng), student.variational_rnn
    run(student, net, rate(rng), rng)  # what cannot do this refuses nothing
    for training, mode in ((True, "in training"), (False, "at evaluation")):
        calls = {f"p = {p}": partial(call, *net, p, training, rng) for p in rates_outside(rng)}
        expect_refused(f"variational_rnn {mode}", calls, accepts="takes_any_p")
        what = f"a call with p = 0 {mode}"
        result = expect_returns(call, *net, 0.0, training, rng, what=what, mistakes=["refuses_zero"])
        if training:
            expect_array(members(result)[0], unroll(net), what="hs at p = 0 in training", rtol=RTOL)
