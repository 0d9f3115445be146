"""The hidden suite of choosing rates: every value is exact, and where a range is asked for, all of it passes."""

import math
from functools import partial

import numpy as np
import pytest

from dropgrade.checks import expect_returns, expect_that, expect_value
from dropgrade.checks.arrays import as_number
from dropgrade.checks.by_formula import ROUNDING, expect_at, expect_number_list, numbers_of
from dropgrade.checks.failure import fail
from dropgrade.checks.finite_numbers import expect_int
from dropgrade.checks.ranges import Ranges
from dropgrade.checks.readings import choices
from dropgrade.checks.refusals import expect_values_refused, rates_outside

RATES = Ranges(
    {"input": (0.1, 0.2), "convolution": (0.1, 0.3), "hidden": (0.2, 0.5), "transformer": (0.1, 0.3), "output": (0, 0)}
)
KINDS = tuple(RATES.of)

# What the statement says under the empty name, and what each mistake makes of it.

WIDTHS = {
    "": lambda n, p: n / (1 - p),
    "keeps_with_p": lambda n, p: n / p,
    "multiplies_by_keep": lambda n, p: n * (1 - p),
    "adds_the_share": lambda n, p: n * (1 + p),
    "always_doubles": lambda n, _: 2 * n,
    "leaves_the_width": lambda n, _: n,
}
ROUNDED = {
    "": math.ceil,
    "rounds_down": math.floor,
    "rounds_to_nearest": round,
    "one_too_many": lambda v: math.floor(v) + 1,
    "not_rounded": lambda v: v,
}
LINES = {
    "": lambda t, n, p: p * (1 - t / n),
    "rises": lambda t, n, p: p * t / n,
    "constant_rate": lambda t, n, p: p,
    "falls_by_one": lambda t, n, p: p - t / n,
    "ends_one_step_early": lambda t, n, p: p * (1 - t / (n - 1)),
    "ends_one_step_late": lambda t, n, p: p * (1 - t / (n + 1)),
    "starts_one_step_late": lambda t, n, p: p * (1 - (t + 1) / n),
    "integer_division": lambda t, n, p: p * (1 - t // n),
    "half_a_cosine": lambda t, n, p: p * (1 + math.cos(math.pi * t / n)) / 2,
}
KEPT = {"": lambda rate: rate, "returns_keep": lambda rate: 1 - rate}


def widths(n, p):
    """Names, and the width that goes with them."""
    for names, (width, rounded) in choices(WIDTHS, ROUNDED):
        yield names, rounded(width(n, p))


def rates(step, steps, p_max):
    """Names, and the rate at a step that goes with them; some programs cut off what lies beyond p_max and 0."""
    for names, (line, kept) in choices(LINES, KEPT):
        rate = line(step, steps, p_max)
        yield names, kept(rate)
        yield names, kept(min(max(rate, 0), p_max))


def layer(rng, fraction, rates=(0.1, 0.45), units=(20, 400)):
    """(n, p) where n / (1 - p) exceeds a whole number by a fraction that lies between these."""
    while True:
        n, p = int(rng.integers(*units)), round(rng.uniform(*rates), 3)
        if fraction[0] < n / (1 - p) % 1 < fraction[1]:
            return n, p


def schedule(rng):
    """A number of steps, and a rate to begin with."""
    return int(rng.integers(7, 14)), round(rng.uniform(0.23, 0.47), 3)


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
    expect_at(student.widened_units, layers, widths, what="widened_units")


@pytest.mark.points(0.5)
@pytest.mark.needs("test_widened_units")
def test_width_is_int(student, rng):
    """widened_units returns an int."""
    width = student.widened_units(*layer(rng, (0.1, 0.9)))
    is_whole = (as_number(width) or 0) % 1 == 0
    expect_int(width, what="the width", mistakes=["float_units" if is_whole else "not_rounded"])


def rate_of(student, kind):
    """The rate of a single layer; that a dict is no list, another check says."""
    answer, what = student.layer_rates([kind]), f'layer_rates(["{kind}"])'
    return expect_number_list(list(answer.values()) if isinstance(answer, dict) else answer, 1, what=what)[0]


@pytest.mark.points(0.5)
def test_layer_rates(student):
    """Each kind of layer has a rate within its range."""
    of = {kind: rate_of(student, kind) for kind in KINDS}
    RATES.expect_all(
        of,
        what="rate",
        turned={"keep_probabilities": lambda rate: 1 - rate, "percent": lambda rate: rate / 100},
        mistakes={"same_rate_everywhere": len(set(of.values())) == 1},
        named={"output_rate_too_high": "drops_outputs"},
    )


@pytest.mark.points(2.5)
@pytest.mark.needs("test_layer_rates")
def test_order(student, rng):
    """There are as many rates as layers, in their order, and none for an empty list."""
    kinds = rng.permutation([*KINDS[:4], "hidden", "hidden", "input", "transformer"]).tolist()
    kinds[1:1], kinds[5:5] = ["output"], ["output"]  # their rate is 0, and no sorting leaves them there
    rates = student.layer_rates(kinds)
    known = {"dict_for_list": isinstance(rates, dict), "one_rate_per_kind": np.size(numbers_of(rates)) == len(KINDS)}
    found = expect_number_list(rates, len(kinds), what=f"the rates of {len(kinds)} layers", mistakes=known)
    for place, (kind, rate) in enumerate(zip(kinds, found, strict=True), start=1):
        if not RATES.allow(kind, rate):
            alone = [rate_of(student, kind) for kind in kinds]
            moved = ["sorts_the_layers"] if sorted(alone) == sorted(found) and alone != found.tolist() else []
            fail(f"the rate of layer {place} of {len(kinds)}, of the kind {kind}", observed=f"{rate:.10g}",
                 expected=RATES.words(kind), mistakes=moved)  # fmt: skip
    what = "layer_rates([])"
    expect_number_list(expect_returns(student.layer_rates, [], what=what), 0, what=what)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_order")
def test_unknown_kinds(student):
    """A kind that is not in the table raises ValueError."""
    unknown = (["pooling"], ["hidden", "embedding", "output"])
    expect_values_refused(student.layer_rates, "kinds", unknown, good=list(KINDS), what="layer_rates",
                          accepts="takes_any_kind", raises={"KeyError": "raises_key_error"})  # fmt: skip


@pytest.mark.points(0.5)
def test_annealed_rate(student, rng):
    """annealed_rate falls along a straight line from p_max at step 0 to 0 at step = steps."""
    schedules = [schedule(rng), schedule(rng)]
    calls = [(step, steps, p_max) for steps, p_max in schedules for step in range(steps + 1)]
    first = numbers_of([student.annealed_rate(*call) for call in calls[:5]])
    factors = np.zeros(1) if first is None or not first.all() else first[1:] / first[:-1]
    expect_that(np.ptp(factors) > ROUNDING or not 0 < factors[0] < 1, what="annealed_rate from one step to the next",
                observed=f"{factors[0]:.4g} times the rate before, each time", expected="less by the same amount",
                mistakes=["falls_exponentially"])  # fmt: skip
    expect_at(student.annealed_rate, calls, rates, what="annealed_rate")
    for step, right in ((0, schedules[0][1]), (1, 0.0)):
        call = step, 1, schedules[0][1]
        expect_value(student.annealed_rate(*call), right, what=f"annealed_rate{call}", rtol=ROUNDING)


@pytest.mark.points(2)
@pytest.mark.needs("test_annealed_rate")
def test_after_the_end(student, rng):
    """After the last step the rate stays 0."""
    steps, p_max = schedule(rng)
    for step in (steps + 1, 3 * steps):
        what = f"annealed_rate({step}, {steps}, {p_max})"
        rate = expect_returns(student.annealed_rate, step, steps, p_max, what=what, mistakes=["refuses_later_steps"])
        below = {"goes_below_zero": (as_number(rate) or 0) < 0}
        expect_value(rate, 0.0, what=what, mistakes=below, rtol=ROUNDING)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_widened_units", "test_after_the_end")
def test_no_dropout(student, rng):
    """Rates of 0 are fine: the width stays n, and the schedule stays 0."""
    n, steps = 2 * int(rng.integers(5, 50)) + 1, schedule(rng)[0]
    for call, args, right in ((student.widened_units, (n, 0.0), n), (student.annealed_rate, (1, steps, 0.0), 0.0)):
        value = expect_returns(call, *args, what="a call with a rate of 0", mistakes=["refuses_zero"])
        expect_value(value, right, what="what a call with a rate of 0 returns", rtol=ROUNDING)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_widened_units", "test_after_the_end")
def test_refuses_bad_arguments(student, rng):
    """p and p_max outside [0, 1), a step below 0 and steps below 1 raise ValueError."""
    n, (steps, p_max), outside = int(rng.integers(5, 50)), schedule(rng), rates_outside(rng)
    expect_values_refused(partial(student.widened_units, n), "p", outside, good=p_max, what="widened_units",
                          accepts="takes_any_p")  # fmt: skip
    expect_values_refused(partial(student.annealed_rate, 1, steps), "p_max", outside, good=p_max,
                          what="annealed_rate", accepts="takes_any_p")  # fmt: skip
    expect_values_refused(lambda case: student.annealed_rate(*case, p_max), "(step, steps)",
                          [(-1, steps), (0, 0), (3, -2)], good=(1, steps), what="annealed_rate",
                          accepts="takes_any_step")  # fmt: skip
