"""The hidden suite of variational dropout. States so small that tanh leaves them alone tell what was fed back."""

from itertools import pairwise

import numpy as np
import pytest

from dropgrade.checks import attempt, expect_array, expect_like, expect_returns, expect_that
from dropgrade.checks.dropout import Dropout, rate, rates
from dropgrade.checks.visible.members import dimensions, expect_no_mask
from dropgrade.checks.visible.recurrent import FedBack, in_other_places, mixing, unroll, without_dropout

RTOL = 2e-6  # single precision inside a double result is right


def members(result):
    """The states and the mask, in whichever order and form they came."""
    if not isinstance(result, tuple | list) or len(result) != 2:
        return result, None
    first, second = result
    return (second, first) if dimensions(second) == 3 != dimensions(first) else (first, second)


def run(student, net, p, rng, training=True):
    """One call: hs as (batch, time, hidden), checked for its form, and the mask as it came."""
    hs, mask = members(student.variational_rnn(*net, p, training, rng))
    (batch, time), hidden = net.x.shape[:2], len(net.w_h)
    shape = getattr(hs, "shape", None)
    hs = np.moveaxis(hs, 0, 1) if shape == (time, batch, hidden) else hs
    hs = hs[:, 1:] if shape == (batch, time + 1, hidden) else hs
    hs = hs[:, None] if shape == (batch, hidden) and time == 1 else hs
    return expect_like(hs, np.zeros((batch, time, hidden), net.x.dtype), what="hs"), mask


FED_BACK = FedBack(run)
UNITS = Dropout(
    "variational_rnn",
    units="hidden units",
    view=FED_BACK.view,
    plain=lambda student, rng, p, training, source: student.variational_rnn(*mixing(rng), p, training, source),
    sharing={"one_coin_per_sample": (1,)},
    names={0: "sequences", 1: "hidden units"},
)


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
        mistakes={"time_first": shape == (time, batch, hidden), "includes_h0": shape == (batch, time + 1, hidden),
                  "last_state_only": shape == (batch, hidden)},
    )  # fmt: skip
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
    hs, right, keep = run(student, net, p, rng, False)[0], unroll(net), 1 - p
    again = attempt(student.variational_rnn, *net, p, False, rng)
    drops = not np.array_equal(hs, run(student, net, p, rng, False)[0]) if again is not None else False
    smaller = any(np.allclose(hs, states) for states in (right * keep, unroll(net, keep)))
    larger = any(np.allclose(hs, states) for states in (right / keep, unroll(net, 1 / keep)))
    expect_array(
        hs,
        right,
        what=f"hs at evaluation, at p = {p}",
        rtol=RTOL,
        mistakes={
            **without_dropout(net),
            **dict.fromkeys(["drops_at_evaluation", "modes_swapped", "mode_from_rng"], drops),
            "scales_at_evaluation": smaller,
            "divides_at_evaluation": larger,
            "one_step_late": np.concatenate([net.h0[:, None], right[:, :-1]], axis=1),
        },
    )


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
    expect_no_mask(student.variational_rnn(*mixing(rng), rate(rng), False, rng), "hs")


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
    on, _, _ = FED_BACK.steps(student, rate(rng), rng, (20, 12, 30), seed=int(rng.integers(2**32)))
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
    on, factor, masked = FED_BACK.steps(student, rate(rng), rng, (20, 8, 12), seed=int(rng.integers(2**32)))
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
    on, factor, _ = FED_BACK.steps(student, p, rng, (9, 4, 8), seed=seed)  # the same coins for both
    hs, mask = run(student, net, p, np.random.default_rng(seed))
    spread = np.where(on, np.nan_to_num(factor, posinf=0, neginf=0), 0)
    fits = dimensions(mask) and mask.shape == net.h0.shape and on.any()
    by_mask = [(mask != 0) * np.median(factor[on])] if fits else []
    by_mask += [(mask == 0) * np.median(factor[on])] if by_mask else []

    def agrees(states):
        return np.allclose(hs, states, rtol=RTOL, atol=RTOL)

    if any(agrees(unroll(net, each)) for each in (spread, *by_mask)):
        return
    known = in_other_places(net, on, (1, 1 / (1 - p)), agrees)
    scaled = mask / (1 - p) if isinstance(mask, np.ndarray) and mask.dtype.kind in "biuf" else np.zeros(())
    inputs = net._replace(x=net.x * scaled[:, None]) if scaled.shape == net.x[:, 0].shape else None
    weights = scaled.shape[-2:] == net.w_h.shape
    expect_array(
        hs,
        unroll(net, spread),
        what="hs in training",
        rtol=RTOL,
        mistakes={
            **without_dropout(net, spread),
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
    on = FED_BACK.listeners(student, rng)
    torn = int((on != on[:, :1]).any(axis=1).sum())
    expect_that(not torn, what="who hears a unit at the next step", expected="all units or none",
                observed=f"some do and some do not, in {torn} of {len(on)} sequences")  # fmt: skip
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
        dtype = str(getattr(hs, "dtype", "none"))
        expect_that(dtype == "float32", what=f"the dtype of hs {mode}", observed=dtype, expected="float32",
                    mistakes={"float64_out": dtype == "float64"})  # fmt: skip


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_evaluation_without_rng", "test_layout")
def test_inputs_unchanged(student, rng):
    """The five arrays are left as they were."""
    UNITS.expect_unchanged(student, rng)


@pytest.mark.points(0.75)
@pytest.mark.needs("test_drop_rate", "test_evaluation_without_rng", "test_layout")
def test_refuses_bad_p(student, rng):
    """p outside [0, 1) raises ValueError, in training and at evaluation; p = 0 drops nothing."""
    UNITS.expect_refusals(student, rng)
    net = mixing(rng)
    expect_array(run(student, net, 0.0, rng)[0], unroll(net), what="hs at p = 0 in training", rtol=RTOL)
