"""The hidden suite of choosing rates: every value is exact, and where a range is asked for, all of it passes."""

import itertools
import math
from functools import partial

import numpy as np
import pytest

from dropgrade.checks import attempt, expect_returns, expect_that, refuses
from dropgrade.checks.readings import measured
from dropgrade.checks.refusals import expect_refused, rates_outside

RANGES = {
    "input": (0.1, 0.2),
    "convolution": (0.1, 0.3),
    "hidden": (0.2, 0.5),
    "transformer": (0.1, 0.3),
    "output": (0.0, 0.0),
}
KINDS = tuple(RANGES)
ROUNDING = 1e-6  # single precision is fine


def number(value):
    """A number as a float; NaN for whatever else."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    is_number = isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)
    return float(value) if is_number and abs(value) < 1e300 else math.nan


def shown(value):
    """A number with as many digits as tell it from its neighbours; whatever else as it is."""
    return value if math.isnan(number(value)) else f"{number(value):.10g}"


def numbers(values, n):
    """The n numbers in a list, a tuple or an array; None where it is no such thing."""
    if isinstance(values, np.ndarray) and values.ndim == 1:
        values = list(values)
    if not isinstance(values, list | tuple) or len(values) != n:
        return None
    found = [number(value) for value in values]
    return None if any(map(math.isnan, found)) else found


# What each mistake would give: names, and a value. Two may meet in one function.

WIDTHS = {
    (): lambda n, p: n / (1 - p),
    ("keeps_with_p",): lambda n, p: n / p,
    ("multiplies_by_keep",): lambda n, p: n * (1 - p),
    ("adds_the_share",): lambda n, p: n * (1 + p),
    ("always_doubles",): lambda n, _: 2 * n,
    ("leaves_the_width",): lambda n, _: n,
}
ROUNDED = {
    (): math.ceil,
    ("rounds_down",): math.floor,
    ("rounds_to_nearest",): round,
    ("one_too_many",): lambda v: math.floor(v) + 1,
    ("not_rounded",): lambda v: v,
}
LINES = {
    (): lambda t, n: 1 - t / n,
    ("rises",): lambda t, n: t / n,
    ("constant_rate",): lambda t, _: 1 + 0 * t,
    ("ends_one_step_early",): lambda t, n: 1 - t / (n - 1),
    ("ends_one_step_late",): lambda t, n: 1 - t / (n + 1),
    ("starts_one_step_late",): lambda t, n: 1 - (t + 1) / n,
    ("integer_division",): lambda t, n: 1 - t // n,
    ("half_a_cosine",): lambda t, n: (1 + np.cos(np.pi * t / n)) / 2,
}


def matching_widths(observed, layers):
    """The names whose widths these are."""
    readings = (
        (names + more, [whole(width(n, p)) for n, p in layers])
        for (names, width), (more, whole) in itertools.product(WIDTHS.items(), ROUNDED.items())
    )
    return plainest(observed, readings)


def matching_rates(observed, schedules):
    """The names whose rates these are, in all schedules."""
    lines = {n: [p_max * line(np.arange(end + 1), end) for end, p_max in schedules] for n, line in LINES.items()}
    lines["falls_by_one",] = [p_max - np.arange(end + 1) / end for end, p_max in schedules]
    readings = []
    for names, rates in lines.items():
        cut = [np.clip(rate, 0, p_max) for rate, (_, p_max) in zip(rates, schedules, strict=True)]
        for each in (np.concatenate(rates), np.concatenate(cut)):
            readings += [(names, each), ((*names, "returns_keep"), 1 - each)]
    end, p_max = schedules[0]
    with np.errstate(all="ignore"):
        factors = observed[1:end] / observed[: end - 1]
    exponential = np.isclose(observed[0], p_max) and np.allclose(factors, factors[0]) and 0 < factors[0] < 1
    return plainest(observed, readings) or ["falls_exponentially"] * bool(exponential)


def plainest(observed, readings):
    """The names of the reading that agrees and has the fewest of them."""
    agreeing = [names for names, value in readings if np.allclose(observed, value, rtol=ROUNDING, atol=ROUNDING)]
    return list(min(agreeing, key=len, default=()))


def layer(rng, fraction, rates=(0.1, 0.45), units=(20, 400)):
    """(n, p) where n / (1 - p) exceeds a whole number by a fraction that lies between these."""
    while True:
        n, p = int(rng.integers(*units)), round(rng.uniform(*rates), 3)
        if fraction[0] < n / (1 - p) % 1 < fraction[1]:
            return n, p


@pytest.mark.points(2.5)
def test_widened_units(student, rng):
    """widened_units is the smallest whole number that is at least n / (1 - p)."""
    layers = [
        layer(rng, (0.55, 0.9)),
        layer(rng, (0.1, 0.45)),
        (2 * int(rng.integers(20, 50)), 0.5),  # 1 - p is exact in binary here, and n / (1 - p) a whole number
        (int(rng.integers(20, 50)), 0.75),
        layer(rng, (0.1, 0.9), rates=(0.6, 0.9)),
        layer(rng, (0.1, 0.9), rates=(0.003, 0.006), units=(1000, 2000)),
        layer(rng, (0.1, 0.9), units=(1, 4)),
    ]
    widths = [student.widened_units(n, p) for n, p in layers]
    mistakes = matching_widths([*map(number, widths)], layers)
    with measured(np.array([*map(number, widths)])):
        for (n, p), width in zip(layers, widths, strict=True):
            right = math.ceil(n / (1 - p))
            expect_that(number(width) == right, what=f"widened_units({n}, {p})", observed=shown(width),
                        expected=f"{right}", mistakes=mistakes)  # fmt: skip


@pytest.mark.points(0.5)
@pytest.mark.needs("test_widened_units")
def test_width_is_int(student, rng):
    """widened_units returns an int."""
    width = student.widened_units(*layer(rng, (0.1, 0.9)))
    value = number(width)
    kind = width.dtype.kind if isinstance(width, np.ndarray | np.generic) else type(width).__name__
    expect_that(
        kind in ("int", "i", "u") and not math.isnan(value),
        what="the type of the width",
        observed=f"{type(width).__name__}, {value!r}",
        expected="int",
        mistakes={"float_units": value.is_integer(), "not_rounded": not math.isnan(value) and not value.is_integer()},
    )


def in_range(kind, rate):
    """Whether a rate is one that the statement allows for a kind of layer."""
    low, high = RANGES[kind]
    return low - ROUNDING <= rate <= high + ROUNDING


def allowed(kind):
    """The rates that the statement allows for a kind of layer, in words."""
    return "0" if kind == "output" else "{:g} to {:g}".format(*RANGES[kind])


def why_outside(of):
    """The mistakes that explain rates of which some lie outside their ranges; `of` has one for each kind."""
    if len(set(of.values())) == 1:
        return ["same_rate_everywhere"]
    if all(in_range(kind, 1 - rate) for kind, rate in of.items()):
        return ["keep_probabilities"]
    if all(in_range(kind, rate / 100) for kind, rate in of.items()):
        return ["percent"]
    low = [f"{kind}_rate_too_low" for kind in KINDS if 0 <= of[kind] < RANGES[kind][0] - ROUNDING]
    high = [f"{kind}_rate_too_high" for kind in KINDS if RANGES[kind][1] + ROUNDING < of[kind] < 1]
    return ["drops_outputs" if name == "output_rate_too_high" else name for name in low + high]


@pytest.mark.points(0.5)
def test_layer_rates(student):
    """Each kind of layer has a rate within its range."""
    of = {}
    for kind in KINDS:
        answer = student.layer_rates([kind])
        rates = numbers(list(answer.values()) if isinstance(answer, dict) else answer, 1)  # a dict: another check
        what = f'layer_rates(["{kind}"])'
        expect_that(rates is not None, what=what, observed=answer, expected="a list of one rate")
        of[kind] = rates[0]
    outside = [kind for kind in KINDS if not in_range(kind, of[kind])]
    expect_that(
        not outside,
        what=f"the rate of {' and of '.join(outside)}",
        observed=", ".join(shown(of[kind]) for kind in outside),
        expected=", ".join(map(allowed, outside)),
        mistakes=why_outside(of),
    )


@pytest.mark.points(2.5)
@pytest.mark.needs("test_layer_rates")
def test_order(student, rng):
    """There are as many rates as layers, in their order, and none for an empty list."""
    kinds = rng.permutation([*KINDS[:4], "hidden", "hidden", "input", "transformer"]).tolist()
    kinds[1:1], kinds[5:5] = ["output"], ["output"]  # their rate is 0, and no sorting leaves them there
    rates = student.layer_rates(kinds)
    found = numbers(rates, len(kinds))
    expect_that(
        found is not None,
        what=f"the rates of {len(kinds)} layers",
        observed=rates,
        expected=f"a list of {len(kinds)} numbers",
        mistakes={
            "dict_for_list": isinstance(rates, dict),
            "one_rate_per_kind": numbers(rates, len(KINDS)) is not None,
        },
    )
    wrong = [i for i, (kind, rate) in enumerate(zip(kinds, found, strict=True)) if not in_range(kind, rate)]
    place = wrong[0] if wrong else 0
    alone = [(numbers(attempt(student.layer_rates, [kind]), 1) or [math.nan])[0] for kind in kinds]
    expect_that(
        not wrong,
        what=f"the rate of layer {place + 1} of {len(kinds)}, of the kind {kinds[place]}",
        observed=shown(found[place]),
        expected=allowed(kinds[place]),
        mistakes={"sorts_the_layers": found != alone and sorted(found) == sorted(alone)},
    )
    none = expect_returns(student.layer_rates, [], what="layer_rates([])")
    expect_that(numbers(none, 0) == [], what="layer_rates([])", observed=none, expected="an empty list")


@pytest.mark.points(0.5)
@pytest.mark.needs("test_order")
def test_unknown_kinds(student):
    """A kind that is not in the table raises ValueError."""
    student.layer_rates(list(KINDS))  # what cannot do this refuses nothing
    lists = (["pooling"], ["hidden", "embedding", "output"])
    calls = {repr(kinds): partial(student.layer_rates, kinds) for kinds in lists}
    expect_refused("layer_rates", calls, accepts="takes_any_kind", raises={"KeyError": "raises_key_error"})


def schedule(rng):
    """A number of steps, and a rate to begin with."""
    return int(rng.integers(7, 14)), round(rng.uniform(0.23, 0.47), 3)


@pytest.mark.points(0.5)
def test_annealed_rate(student, rng):
    """annealed_rate falls along a straight line from p_max at step 0 to 0 at step = steps."""
    schedules = [schedule(rng), schedule(rng)]
    calls = [(step, steps, p_max) for steps, p_max in schedules for step in range(steps + 1)]
    rates = [student.annealed_rate(*call) for call in calls]
    mistakes = matching_rates(np.array([*map(number, rates)]), schedules)
    shortest = [(0, 1, schedules[0][1]), (1, 1, schedules[0][1])]
    rates += [student.annealed_rate(*call) for call in shortest]
    free = "falls_exponentially" in mistakes  # with any factor
    for call, rate in zip(calls + shortest, rates, strict=True):
        right = call[2] * (1 - call[0] / call[1])
        fits = abs(number(rate) - right) <= ROUNDING
        with measured(None if free else np.array([*map(number, rates[1:])])):
            expect_that(fits, what=f"annealed_rate{call}", observed=shown(rate), expected=f"{right:.10g}",
                        mistakes=mistakes)  # fmt: skip


@pytest.mark.points(2)
@pytest.mark.needs("test_annealed_rate")
def test_after_the_end(student, rng):
    """After the last step the rate stays 0."""
    steps, p_max = schedule(rng)
    works = not math.isnan(number(attempt(student.annealed_rate, 0, steps, p_max)))
    for step in (steps + 1, 3 * steps):
        what = f"annealed_rate({step}, {steps}, {p_max})"
        known = ["refuses_later_steps"] * works
        rate = expect_returns(student.annealed_rate, step, steps, p_max, what=what, mistakes=known)
        below = {"goes_below_zero": number(rate) < 0}
        expect_that(abs(number(rate)) <= ROUNDING, what=what, observed=shown(rate), expected="0", mistakes=below)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_widened_units", "test_after_the_end")
def test_no_dropout(student, rng):
    """Rates of 0 are fine: the width stays n, and the schedule stays 0."""
    n, steps = 2 * int(rng.integers(5, 50)) + 1, schedule(rng)[0]
    for call, args, right in ((student.widened_units, (n, 0.0), n), (student.annealed_rate, (1, steps, 0.0), 0)):
        what, known = "a call with a rate of 0", ["refuses_zero"] * refuses(call, *args)
        value = expect_returns(call, *args, what=what, mistakes=known)
        expect_that(number(value) == right, what=what, observed=value, expected=f"{right}")


@pytest.mark.points(0.5)
@pytest.mark.needs("test_widened_units", "test_after_the_end")
def test_refuses_bad_arguments(student, rng):
    """p and p_max outside [0, 1), a step below 0 and steps below 1 raise ValueError."""
    n, (steps, p_max), rates = int(rng.integers(5, 50)), schedule(rng), rates_outside(rng)
    student.widened_units(n, p_max)  # what cannot do these refuses nothing
    student.annealed_rate(1, steps, p_max)
    calls = {f"p = {p:g}": partial(student.widened_units, n, p) for p in rates}
    expect_refused("widened_units", calls, accepts="takes_any_p")
    calls = {f"p_max = {p:g}": partial(student.annealed_rate, 1, steps, p) for p in rates}
    expect_refused("annealed_rate", calls, accepts="takes_any_p")
    cases = ((-1, steps), (0, 0), (3, -2))
    calls = {f"step = {t}, steps = {end}": partial(student.annealed_rate, t, end, p_max) for t, end in cases}
    expect_refused("annealed_rate", calls, accepts="takes_any_step")
