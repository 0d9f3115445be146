"""The hidden suite of choosing rates: every value is exact, and where a range is asked for, all of it passes."""

import itertools
import math

import numpy as np
import pytest

from dropgrade.checks import attempt, expect_raises, expect_returns, expect_that
from dropgrade.sandbox.outcomes import StudentRaised

LAYERS = ((100, 0.3), (64, 0.5), (10, 0.25), (50, 0.85), (3, 0.6), (1000, 0.004))
RANGES = {
    "input": (0.1, 0.2),
    "convolution": (0.1, 0.3),
    "hidden": (0.2, 0.5),
    "transformer": (0.1, 0.3),
    "output": (0.0, 0.0),
}
KINDS = tuple(RANGES)
STEPS, P_MAX = 10, 0.4
ROUNDING = 1e-9


def number(value):
    """A number as a float; NaN for whatever else."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    fits = isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)
    return float(value) if fits and abs(value) < 1e300 else math.nan


def numbers(values, n):
    """The n numbers in a list, a tuple or an array; None where it is no such thing."""
    if isinstance(values, np.ndarray) and values.ndim == 1:
        values = list(values)
    if not isinstance(values, list | tuple) or len(values) != n:
        return None
    found = [number(value) for value in values]
    return None if any(map(math.isnan, found)) else found


def in_range(kind, rate):
    """Whether a rate is one that the statement allows for a kind of layer."""
    low, high = RANGES[kind]
    return low - ROUNDING <= rate <= high + ROUNDING


# What each mistake, and each two of them, would give: names and a value.

WIDTHS = {
    (): lambda n, p: n / (1 - p),
    ("keeps_with_p",): lambda n, p: n / p,
    ("multiplies_by_keep",): lambda n, p: n * (1 - p),
    ("adds_the_share",): lambda n, p: n * (1 + p),
    ("always_doubles",): lambda n, p: 2 * n,
    ("leaves_the_width",): lambda n, p: n,
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
    ("constant_rate",): lambda t, n: 1 + 0 * t,
    ("ends_one_step_early",): lambda t, n: 1 - t / (n - 1),
    ("starts_one_step_late",): lambda t, n: 1 - (t + 1) / n,
    ("integer_division",): lambda t, n: 1 - t // n,
    ("half_a_cosine",): lambda t, n: (1 + np.cos(np.pi * t / n)) / 2,
}


def readings_of_width():
    """What may have been meant by the width."""
    for (names, width), (more, whole) in itertools.product(WIDTHS.items(), ROUNDED.items()):
        yield names + more, [float(whole(width(n, p))) for n, p in LAYERS]


def readings_of_schedule(steps):
    """What may have been meant by the rate at each step."""
    lines = [(names, line(steps, STEPS)) for names, line in LINES.items()]
    lines += [(("falls_exponentially",), np.exp(-speed * steps / STEPS)) for speed in (1, 2, 3, 4, 5, 10)]
    for (names, line), cut in itertools.product(lines, (True, False)):
        rates = P_MAX * line
        rates = np.clip(rates, 0, P_MAX) if cut else rates
        yield names, rates
        yield (*names, "returns_keep"), 1 - rates


def named(observed, readings):
    """Names of the plainest reading that agrees, at most two of them."""
    for names, value in sorted((r for r in readings if len(r[0]) <= 2), key=lambda reading: len(reading[0])):
        if np.allclose(observed, value, rtol=1e-9, atol=1e-9):
            return dict.fromkeys(names, True)
    return {}


@pytest.mark.points(2)
def test_widened_units(student):
    """widened_units is the smallest whole number that is at least n / (1 - p)."""
    widths = np.array([number(student.widened_units(n, p)) for n, p in LAYERS])
    expected = next(readings_of_width())[1]
    found = {} if np.array_equal(widths, expected) else named(widths, readings_of_width())
    for (n, p), width, right in zip(LAYERS, widths, expected, strict=True):
        what = f"widened_units({n}, {p})"
        expect_that(width == right, what=what, observed=f"{width:g}", expected=f"{right:g}", mistakes=found)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_widened_units")
def test_width_is_int(student):
    """widened_units returns an int."""
    width = student.widened_units(10, 0.25)
    value = number(width)
    known = {"float_units": value.is_integer(), "not_rounded": not value.is_integer() and not math.isnan(value)}
    whole = isinstance(width, int | np.integer) and not isinstance(width, bool)
    observed = f"{type(width).__name__} {value!r}"
    expect_that(whole, what="widened_units(10, 0.25)", observed=observed, expected="an int", mistakes=known)


def why_rates(rates):
    """The mistakes that explain rates of which some lie outside their ranges, one for each of KINDS."""
    of = dict(zip(KINDS, rates, strict=True))
    if len(set(rates)) == 1:
        return ["same_rate_everywhere"]
    if all(in_range(kind, 1 - rate) for kind, rate in of.items()):
        return ["keep_probabilities"]
    if all(in_range(kind, rate / 100) for kind, rate in of.items()):
        return ["percent"]
    names = {
        "drops_outputs": 0 < of["output"] < 1,
        "input_rate_too_high": 0.2 < of["input"] < 1,
        "convolution_rate_too_high": 0.3 < of["convolution"] < 1,
        "transformer_rate_too_high": 0.3 < of["transformer"] < 1,
        "hidden_rate_too_low": 0 <= of["hidden"] < 0.2,
        "hidden_rate_too_high": 0.5 < of["hidden"] < 1,
    }
    return [name for name, fits in names.items() if fits]


@pytest.mark.points(2.5)
def test_layer_rates(student):
    """Each kind of layer has a rate within its range."""
    answers = [student.layer_rates([kind]) for kind in KINDS]  # a dictionary of rates is another check's matter
    each = [numbers(list(a.values()) if isinstance(a, dict) else a, 1) for a in answers]
    sound = None not in each
    expect_that(sound, what='layer_rates(["output"])', observed=answers[-1], expected="a list of one rate")
    rates = [rate[0] for rate in each]
    outside = [kind for kind, rate in zip(KINDS, rates, strict=True) if not in_range(kind, rate)]
    expect_that(
        not outside,
        what=f"the rate of {' and of '.join(outside)}",
        observed=", ".join(f"{rates[KINDS.index(kind)]:g}" for kind in outside),
        expected=", ".join("0" if kind == "output" else "{:g} to {:g}".format(*RANGES[kind]) for kind in outside),
        mistakes=why_rates(rates),
    )


@pytest.mark.points(1)
@pytest.mark.needs("test_layer_rates")
def test_order(student):
    """There are as many rates as layers, in their order, and none for an empty list."""
    each = {kind: numbers(attempt(student.layer_rates, [kind]), 1) for kind in KINDS}
    kinds = ["transformer", "hidden", "input", "hidden", "hidden", "output", "convolution", "input"]
    rates = student.layer_rates(kinds)
    found = numbers(rates, len(kinds))
    expect_that(
        found is not None,
        what="the rates of 8 layers",
        observed=rates,
        expected="a list of 8 numbers",
        mistakes={
            "dict_for_list": isinstance(rates, dict),
            "one_rate_per_kind": isinstance(rates, list | tuple) and len(rates) == len(KINDS),
        },
    )
    single = [each[kind][0] if each[kind] else math.nan for kind in kinds]
    first = next((i for i in range(len(kinds)) if found[i] != single[i]), 0)
    expect_that(
        found == single,
        what=f"the rate of layer {first + 1} of 8, of the kind {kinds[first]}",
        observed=found[first],
        expected=f"{single[first]:g}, as in a list of its own",
        mistakes={"sorts_the_layers": sorted(found) == sorted(single)},
    )
    none = expect_returns(student.layer_rates, [], what="layer_rates([])")
    expect_that(numbers(none, 0) == [], what="layer_rates([])", observed=none, expected="an empty list")


@pytest.mark.points(0.5)
def test_unknown_kinds(student):
    """A kind that is not in the table raises ValueError."""
    student.layer_rates(list(KINDS))  # what cannot do this refuses nothing
    for kinds in (["pooling"], ["hidden", "embedding", "output"]):
        try:
            student.layer_rates(kinds)
        except StudentRaised as raised:
            known = ["raises_key_error"] if raised.info.is_a("KeyError") else []
        else:
            known = ["takes_any_kind"]
        what = f"layer_rates({kinds})"
        expect_raises("ValueError", student.layer_rates, kinds, what=what, mistakes=known)


@pytest.mark.points(2)
def test_annealed_rate(student):
    """annealed_rate falls along a straight line from p_max at step 0 to 0 at step = steps."""
    steps = np.arange(STEPS + 1)
    rates = np.array([number(student.annealed_rate(step, STEPS, P_MAX)) for step in steps.tolist()])
    expected = next(readings_of_schedule(steps))[1]
    found = {} if np.allclose(rates, expected) else named(rates, readings_of_schedule(steps))
    for step, rate, right in zip(steps, rates, expected, strict=True):
        what = f"annealed_rate({step}, {STEPS}, {P_MAX})"
        close = abs(rate - right) <= ROUNDING
        expect_that(close, what=what, observed=f"{rate:g}", expected=f"{right:g}", mistakes=found)
    for step, right in ((0, P_MAX), (1, 0.0)):  # the shortest schedule
        rate, what = number(student.annealed_rate(step, 1, P_MAX)), f"annealed_rate({step}, 1, {P_MAX})"
        expect_that(abs(rate - right) <= ROUNDING, what=what, observed=f"{rate:g}", expected=f"{right:g}")


@pytest.mark.points(0.5)
@pytest.mark.needs("test_annealed_rate")
def test_after_the_end(student):
    """After the last step the rate stays 0."""
    for step in (STEPS + 1, 3 * STEPS):
        what = f"annealed_rate({step}, {STEPS}, {P_MAX})"
        known = ["refuses_later_steps"] if number(attempt(student.annealed_rate, 0, STEPS, P_MAX)) >= 0 else []
        rate = number(expect_returns(student.annealed_rate, step, STEPS, P_MAX, what=what, mistakes=known))
        negative = {"goes_below_zero": rate < 0}
        expect_that(abs(rate) <= ROUNDING, what=what, observed=rate, expected="0", mistakes=negative)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_widened_units", "test_annealed_rate")
def test_no_dropout(student):
    """Rates of 0 are fine: the width stays n, and the schedule stays 0."""
    for call, args, right in ((student.widened_units, (12, 0.0), 12), (student.annealed_rate, (1, STEPS, 0.0), 0)):
        what = "a call with a rate of 0"
        value = expect_returns(call, *args, what=what, mistakes=["refuses_zero"])
        expect_that(number(value) == right, what=what, observed=value, expected=f"{right}")


@pytest.mark.points(0.5)
def test_refuses_bad_arguments(student):
    """p and p_max outside [0, 1), a step below 0 and steps below 1 raise ValueError."""
    student.widened_units(12, 0.5)  # what cannot do these refuses nothing
    student.annealed_rate(1, STEPS, P_MAX)
    for p in (1.0, -0.1, 1.5):
        for call, args in ((student.widened_units, (12, p)), (student.annealed_rate, (1, STEPS, p))):
            expect_raises("ValueError", call, *args, what=f"a call with a rate of {p}", mistakes=["takes_any_p"])
    for step, steps in ((-1, STEPS), (0, 0), (3, -2)):
        what = f"annealed_rate({step}, {steps}, {P_MAX})"
        expect_raises("ValueError", student.annealed_rate, step, steps, P_MAX, what=what, mistakes=["takes_any_step"])
