"""The hidden suite of variational dropout. Where no unit hears another, hs tells what each was fed at every step."""

from types import SimpleNamespace
from typing import NamedTuple

import numpy as np
import pytest

from dropgrade.checks import (
    UNEVEN,
    attempt,
    enough_coins,
    expect_array,
    expect_axes,
    expect_coins,
    expect_counts_vary,
    expect_different,
    expect_global_state_untouched,
    expect_like,
    expect_mask,
    expect_none,
    expect_pair,
    expect_raises,
    expect_reproducible,
    expect_returns,
    expect_scale,
    expect_that,
    own_coins,
)

P = 0.3
KEEP = 1 - P
NONE = 1e-6  # a factor below this is a dropped unit's


class Net(NamedTuple):
    """A batch and the weights, in the order of the arguments."""

    x: np.ndarray
    h0: np.ndarray
    w_x: np.ndarray
    w_h: np.ndarray
    b: np.ndarray


def mixing(rng, batch=5, time=4, hidden=6, dtype=float):
    """A network in which every unit hears every other."""
    shapes = ((batch, time, 3), (batch, hidden), (3, hidden), (hidden, hidden), (hidden,))
    return Net(*(rng.uniform(-0.8, 0.8, shape).astype(dtype) for shape in shapes))


def separate(rng, batch, time, hidden):
    """A network without a bias in which each unit hears itself alone, and no state comes near 0 or 1."""
    w_h = np.diag(rng.uniform(0.3, 0.4, hidden))
    x, w_x = rng.uniform(0.3, 0.6, (batch, time, 3)), rng.uniform(0.3, 0.4, (3, hidden))
    return Net(x, rng.uniform(0.5, 0.9, (batch, hidden)), w_x, w_h, np.zeros(hidden))


def unroll(net, factor=1.0, place="fed back"):
    """The states of a network, with a factor for each (sample, step, unit) in some place."""
    shape = (*net.x.shape[:2], len(net.w_h))
    factors, h, hs = np.broadcast_to(factor, shape), net.h0, []
    for t in range(shape[1]):
        f = factors[:, t]
        fed = h * f if place == "fed back" or (place == "what is kept" and t == 0) else h
        heard = (fed @ net.w_h) * (f if place == "heard" else 1)
        h = np.tanh((net.x[:, t] @ net.w_x + heard + net.b) * (f if place == "sum" else 1))
        h = h * f if place in ("states", "what is kept") else h
        hs.append(h)
    return np.stack(hs, axis=1)


def run(student, net, rng, p=P, training=True):
    """One call, with hs in the right layout: which it has, one check alone asks."""
    hs, mask = expect_pair(student.variational_rnn(*net, p, training=training, rng=rng), ("hs", "mask"))
    (batch, time), hidden = net.x.shape[:2], len(net.w_h)
    shape = getattr(hs, "shape", None)
    hs = np.moveaxis(hs, 0, 1) if shape == (time, batch, hidden) else hs
    hs = hs[:, 1:] if shape == (batch, time + 1, hidden) else hs
    last = ["last_state_only"] if shape == (batch, hidden) else []
    expect_like(hs, np.zeros((batch, time, hidden), net.x.dtype), what="hs", mistakes=last)
    return hs, mask


def train(student, net, rng):
    """One training call on separate units: the factor of each on what it was fed at every step, and which were kept.

    `first` is the step from which the factors tell all: the second one where all units are treated alike in the first.
    """
    hs, mask = run(student, net, rng)
    with np.errstate(all="ignore"):
        fed = (np.arctanh(hs) - net.x @ net.w_x) / np.diag(net.w_h)
        last = np.concatenate([net.h0[:, None], hs[:, :-1]], axis=1)
        factor = fed / last
    masked = bool((hs == 0).any())
    on = hs != 0 if masked else ~(abs(factor) < NONE)
    first = 0 if on[:, 0].any() and not on[:, 0].all() else 1
    known = {
        "drops_inputs": getattr(mask, "shape", None) == net.x[:, 0].shape,
        "masks_the_sum": masked and any(np.allclose(hs, unroll(net, on * s, "sum")) for s in (1, 1 / KEEP)),
        "masks_the_states": masked and any(states_masked(hs, net, on * s) for s in (1, 1 / KEEP)),
    }
    return SimpleNamespace(hs=hs, mask=mask, last=last, fed=fed, factor=factor, on=on, first=first, known=known)


def train_fed_back(student, net, rng):
    """A training call, where the mask is on what is fed back: elsewhere it has no factor to speak of."""
    r = train(student, net, rng)
    expect_that(
        not any(r.known.values()),
        what="what the mask is on",
        observed="something else",
        expected="the state that is fed back",
        mistakes=r.known,
    )
    return r


def states_masked(hs, net, factor):
    """Whether the states themselves went through the mask."""
    return any(np.allclose(hs, unroll(net, factor, place)) for place in ("states", "what is kept"))


def some(on):
    """What is kept, where it is some units but not all: nothing follows from others."""
    observed = "every one" if on.all() else "none"
    expect_that(on.any() and not on.all(), what="the units that are kept", observed=observed, expected="some of them")
    return on


def evaluation_drops(student, rng):
    """Whether two evaluations of one batch differ."""
    net = mixing(rng, 20, 3, 20)
    return not np.array_equal(*(run(student, net, rng, training=False)[0] for _ in range(2)))


def changed(net):
    """Networks that go wrong without any dropout."""
    return {
        "no_bias": net._replace(b=0 * net.b),
        "transposes_w_h": net._replace(w_h=net.w_h.T),
        "starts_from_zeros": net._replace(h0=0 * net.h0),
    }


@pytest.mark.points(1.5)
def test_evaluation(student, rng):
    """At evaluation, hs holds the states of the plain tanh network after each step, and rng may be None."""
    net = mixing(rng)
    result = student.variational_rnn(*net, P, training=False, rng=rng)
    bare = ["bare_states_at_evaluation"] if isinstance(result, np.ndarray) else []
    hs = expect_pair(result, ("hs", "mask"), what="what evaluation returns", mistakes=bare)[0]
    right, shrunk = unroll(net), unroll(net, KEEP)
    variants = {name: unroll(other) for name, other in changed(net).items()}
    drops = evaluation_drops(student, rng)
    swapped = drops and np.allclose(*(run(student, net, rng)[0] for _ in range(2)))
    if isinstance(hs, np.ndarray) and hs.shape == right.shape and np.allclose(hs, right * KEEP):
        shrunk = right * KEEP  # the states made smaller, and not what is fed back
    expect_array(
        hs,
        right,
        what="hs at evaluation",
        mistakes={
            **variants,
            "drops_at_evaluation": drops and not swapped,
            "modes_swapped": swapped,
            "scales_at_evaluation": shrunk,
            "divides_at_evaluation": unroll(net, 1 / KEEP),
            "includes_h0": np.concatenate([net.h0[:, None], right], axis=1),
            "time_first": np.moveaxis(right, 0, 1),
            "last_state_only": right[:, -1],
        },
    )
    what = "evaluation with rng=None"
    expect_returns(student.variational_rnn, *net, P, False, None, what=what, mistakes=["needs_rng_at_evaluation"])


@pytest.mark.points(1)
def test_drop_rate(student, rng):
    """Each hidden unit is dropped with probability p: nothing of it is fed back."""
    net = separate(rng, 70, 2, 90)
    r = train(student, net, rng)
    on, factor = r.on[:, r.first], r.factor[:, r.first]
    undone = on.any() and np.allclose(factor[on], 1 / KEEP)  # the coins are reversed, the factor is not
    plain = np.allclose(r.factor, 1)
    swapped = plain and evaluation_drops(student, rng)
    kept = enough_coins(on, lambda: train(student, net, rng).on[:, r.first])
    expect_coins(
        kept,
        KEEP,
        what="the share of hidden units that is fed back",
        mistakes={
            "keeps_with_p": None if undone else P,
            "reversed_comparison": P if undone else None,
            "normal_for_uniform": 0.3820886,  # P(a normal draw >= 0.3)
            "coin_ignores_p": 0.5,
            "drops_nothing": plain and not swapped,
            "modes_swapped": swapped,
            "drops_inputs": r.known["drops_inputs"],
        },
        example=(r.last[:, r.first], np.where(on, r.fed[:, r.first], 0)),
    )


@pytest.mark.points(1.5)
@pytest.mark.needs("test_drop_rate")
def test_same_mask(student, rng):
    """A unit is dropped at every step of a sequence, or at none."""
    on = some(train(student, separate(rng, 20, 12, 30), rng).on)
    gone, back = (bool((on[:, :-1] & ~on[:, 1:]).any()), bool((~on[:, :-1] & on[:, 1:]).any()))
    later = bool((on[:, 1:] == on[:, 1:2]).all())
    torn = int((on != on[:, :1]).any(axis=1).sum())
    expect_that(
        not torn,
        what="one hidden unit of one sequence, over its steps",
        observed=f"fed back at some steps and dropped at others ({torn:,} of {on[:, 0].size:,} units are)",
        expected="fed back at every step, or at none",
        mistakes={
            "h0_not_masked": later and bool(on[:, 0].all()),
            "starts_from_zeros": later and not on[:, 0].any(),
            "masks_h0_only": bool(on[:, 1:].all() and on[:, 0].any()),
            "masks_pile_up": not later and gone and not back,
            "new_mask_each_step": not later and gone and back,
        },
    )


@pytest.mark.points(1)
@pytest.mark.needs("test_drop_rate")
def test_scale(student, rng):
    """What is fed back of the units that are kept is multiplied by 1 / (1 - p)."""
    r = train_fed_back(student, separate(rng, 17, 3, 19), rng)  # the share kept is never exactly 1 - p
    on, last = r.on[:, r.first], r.last[:, r.first]
    flipped = on.mean() < 0.5
    expect_scale(
        np.where(on, r.fed[:, r.first], 0),
        last,
        1 / KEEP,
        what="the factor on the states that are fed back",
        mistakes={
            "no_scaling": None if on.all() else 1.0,
            "multiplies_by_keep": KEEP,
            "divides_by_p": None if flipped else 1 / P,
            "keeps_with_p": 1 / P if flipped else None,
            "scales_twice": 1 / KEEP**2,
            "rescales_by_realised_share": None if on.all() else on.size / max(on.sum(), 1),
            "noisy_factor": UNEVEN,
        },
    )


@pytest.mark.points(1)
@pytest.mark.needs("test_drop_rate")
def test_long_sequence(student, rng):
    """The factor is the same at step 100 as at the first: it does not pile up."""
    r = train_fed_back(student, separate(rng, 4, 100, 12), rng)
    some(r.on)
    begin = np.median(r.factor[:, r.first][r.on[:, r.first]])
    then = r.factor[:, r.first + 1][r.on[:, r.first + 1]]
    end = r.factor[:, -1][r.on[:, -1]]
    expect_that(
        np.allclose(end, begin),
        what="the factor on what is fed back at step 100",
        observed=f"{np.median(end):.6g}",
        expected=f"{begin:.6g}, as at the first step",
        mistakes={"factor_piles_up": begin > 1 and then.size > 0 and np.allclose(then, begin**2)},
    )


@pytest.mark.points(1.5)
@pytest.mark.needs("test_drop_rate")
def test_place_of_the_mask(student, rng):
    """The mask is on what is fed back, before w_h: neither on x nor on what hs holds."""
    alone, net = separate(rng, 9, 4, 8), mixing(rng, 9, 4, 8)
    seed = int(rng.integers(2**32))  # the same coins for both, which the first call gives away
    r = train(student, alone, np.random.default_rng(seed))
    some(r.on)
    factor = r.on / KEEP if any(r.known.values()) else r.factor
    hs, mask = run(student, net, np.random.default_rng(seed))
    variants = {name: unroll(other, factor) for name, other in changed(net).items()}
    inputs = mask[:, None] / KEEP if r.known["drops_inputs"] else 1
    expect_array(
        hs,
        unroll(net, factor),
        what="hs in training",
        rtol=1e-7,
        mistakes={
            **variants,
            "masks_after_weights": unroll(net, factor, "heard"),
            "masks_the_sum": unroll(net, factor, "sum"),
            "masks_the_states": any(states_masked(hs, net, r.on * s) for s in (1, 1 / KEEP)),
            "drops_inputs": unroll(net._replace(x=net.x * inputs)) if r.known["drops_inputs"] else None,
        },
    )


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_own_coins(student, rng):
    """Every sequence and every unit has a coin of its own."""
    r = train(student, separate(rng, 41, 2, 53), rng)
    expect_axes(some(r.on[:, r.first]), (), mistakes={"one_mask_for_batch": [0], "one_coin_per_sequence": [1]})
    net = separate(rng, 10, 2, 40)
    kept = [own_coins(train(student, net, rng).on[:, r.first]) for _ in range(8)]
    if not np.array_equal(kept[0], kept[1]):  # a frozen mask is another check's matter
        counts = np.array([on.sum() for on in kept])
        expect_counts_vary(counts, what="the units kept in a call", mistakes=["exact_fraction"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_mask(student, rng):
    """The mask is (batch, hidden), 1 where a unit is kept and unscaled; evaluation returns None for it."""
    net = separate(rng, 12, 3, 14)
    r = train(student, net, rng)
    on, mask = some(r.on[:, r.first]), r.mask
    same = bool((r.on[:, 1:] == r.on[:, 1:2]).all())
    shape = getattr(mask, "shape", None)
    expect_mask(
        mask,
        on.shape,
        on,
        mistakes={
            "new_mask_each_step": not same and bool((~r.on[:, 1] & r.on[:, 2]).any()),
            "mask_with_time_axis": same and shape in ((12, 3, 14), (12, 1, 14), (3, 12, 14)),
            "one_mask_for_batch": shape in ((14,), (1, 14)),
            "one_coin_per_sequence": shape in ((12,), (12, 1)),
            "drops_inputs": r.known["drops_inputs"],
            "scaled_mask": np.median(r.factor[:, r.first][on]),
            "mask_of_dropped": isinstance(mask, np.ndarray) and np.array_equal(mask != 0, ~on),
        },
    )
    made = run(student, net, rng, training=False)[1]
    expect_none(made, what="the mask at evaluation", mistakes=["mask_at_evaluation"])
    result = attempt(student.variational_rnn, *net, 0.0, True, rng)  # a refusal is judged elsewhere
    none = isinstance(result, tuple) and len(result) == 2 and result[1] is None
    expect_that(not none, what="the mask of training at p = 0", observed="None", expected="an array of ones",
                mistakes=["no_mask_at_zero"])  # fmt: skip


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_fresh_coins(student, rng):
    """Every call throws new coins, and throws them with rng alone."""
    net = separate(rng, 40, 2, 50)
    first, second = (train(student, net, rng) for _ in range(2))
    some(first.on)
    expect_different(first.hs, second.hs, what="two calls in a row", mistakes=["frozen_mask"])
    expect_reproducible(lambda r: run(student, net, r)[0], mistakes=["ignores_rng"], frozen=["frozen_mask"])
    expect_global_state_untouched(student, mistakes=["ignores_rng"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_arrays(student, rng):
    """Arrays in float32 give hs in float32, and nothing that is given is changed."""
    hs = expect_pair(student.variational_rnn(*mixing(rng, dtype=np.float32), P, True, rng))[0]
    expect_that(isinstance(hs, np.ndarray), what="hs", observed=hs, expected="an array")
    unchanged = not student.last.changed
    wide = hs.dtype != np.float32
    expect_that(
        unchanged and not wide,
        what="float32 arrays, and what came back",
        observed=" and ".join(["hs is " + str(hs.dtype)] * wide + ["an array was changed in place"] * (not unchanged)),
        expected="hs is float32, and every array is as it was",
        mistakes={"float64_out": hs.dtype == np.float64, "changes_input": not unchanged},
    )


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_refuses_bad_p(student, rng):
    """p outside [0, 1) raises ValueError, in training and at evaluation; p = 0 does not."""
    net = mixing(rng)
    call = student.variational_rnn
    for training in (True, False):
        run(student, net, rng, training=training)  # what cannot do this refuses nothing
        for p in (1.0, -0.1, 1.5):
            what = f"a call with p = {p} and training = {training}"
            expect_raises("ValueError", call, *net, p, training, rng, what=what, mistakes=["takes_any_p"])
        what = f"a call with p = 0 and training = {training}"
        expect_returns(call, *net, 0.0, training, rng, what=what, mistakes={"refuses_zero": ""})
