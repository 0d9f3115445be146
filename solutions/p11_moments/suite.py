"""The hidden suite of mean and variance of dropout: every value is exact."""

import itertools

import numpy as np
import pytest

from dropgrade.checks import (
    attempt,
    expect_array,
    expect_like,
    expect_raises,
    expect_returns,
    expect_unchanged,
    probe,
)

P = 0.3
KEEP = 1 - P
RATES = (0.02, 0.95, 0.5)  # one half last: there some mistakes give the same


def signed(shape, rng, dtype=np.float64):
    """Irregular values of either sign, with sizes in [1, 2)."""
    return probe(shape, rng, dtype) * rng.choice(np.array([-1, 1], dtype), size=shape)


def outcomes(x, p):
    """The two values that inverted dropout may give, and how likely each is."""
    return ((1 - p, x / (1 - p)), (p, 0 * x))


def exact_mean(x, p):
    """The mean over both outcomes."""
    return sum(chance * value for chance, value in outcomes(x, p))


def exact_variance(x, p):
    """The variance over both outcomes."""
    return sum(chance * (value - exact_mean(x, p)) ** 2 for chance, value in outcomes(x, p))


# What each mistake, and each two of them, would give: names and a value.

MEANS = {
    "mean_without_scaling": lambda x, p: x * (1 - p),
    "mean_of_survivors": lambda x, p: x / (1 - p),
    "keeps_with_p": lambda x, p: x * p / (1 - p),
}
VARIANCES = {
    "variance_without_scaling": lambda x, p: x**2 * p * (1 - p),
    "factor_not_squared": lambda x, p: x**2 * p,
    "factor_alone": lambda x, p: x**2 / (1 - p) ** 2,
    "second_moment": lambda x, p: x**2 / (1 - p),
    "keeps_with_p": lambda x, p: x**2 * (1 - p) / p,
    "assumes_half": lambda x, p: x**2,
    "precedence_slip": lambda x, p: x**2 * p / 1 - p,
}
SQUARES = {
    (): lambda x: x**2,
    ("x_not_squared",): lambda x: x,
    ("x_left_out",): np.ones_like,
    ("spread_of_entries",): np.var,
}
ENDS = {
    (): lambda v: v,
    ("standard_deviation",): lambda v: np.sqrt(np.abs(v)),
    ("sign_reversed",): lambda v: -v,
    ("averages_entries",): np.mean,
}


def readings_of_mean(x, p):
    """What may have been meant by the mean."""
    for (name, formula), over in itertools.product(MEANS.items(), (False, True)):
        value = formula(x, p)
        yield (name, *["averages_entries"] * over), value.mean() if over else value
    yield ("averages_entries",), x.mean()


def readings_of_variance(x, p):
    """What may have been meant by the variance."""
    formulas = {(): exact_variance, **{(name,): formula for name, formula in VARIANCES.items()}}
    for (names, formula), (more, size), (most, end) in itertools.product(
        formulas.items(), SQUARES.items(), ENDS.items()
    ):
        yield names + more + most, end(formula(np.sqrt(np.abs(size(x))), p) * np.sign(size(x)))
    yield ("spread_of_entries",), x.var()
    yield ("spread_of_entries",), (x / (1 - p)).var()


def named(call, x, p, observed, readings):
    """The mistakes that explain a wrong value: draws that differ from call to call, or the plainest reading."""
    if isinstance(observed, list | tuple) or np.asarray(observed).dtype.kind != "f":
        return {}
    if not np.array_equal(attempt(call, x, p), observed, equal_nan=True):
        return {"measures_by_sampling": True}
    for names, value in sorted((r for r in readings(x, p) if len(r[0]) <= 2), key=lambda reading: len(reading[0])):
        if np.shape(value) in ((), np.shape(observed)) and np.allclose(observed, value, rtol=1e-8, atol=1e-12):
            return dict.fromkeys(names, True)
    return {}


def expect_moment(call, exact, readings, x, p, what):
    """Expect one of the two moments, entry by entry."""
    observed, expected = call(x, p), exact(x, p)
    alike = isinstance(observed, np.ndarray) and observed.shape == x.shape and observed.dtype.kind == "f"
    right = alike and np.allclose(observed, expected, rtol=1e-9)
    expect_array(observed, expected, what=what, mistakes={} if right else named(call, x, p, observed, readings))


def expect_mean(student, x, p, what):
    """Expect the exact mean."""
    expect_moment(student.output_mean, exact_mean, readings_of_mean, x, p, what)


def expect_variance(student, x, p, what):
    """Expect the exact variance."""
    expect_moment(student.output_variance, exact_variance, readings_of_variance, x, p, what)


@pytest.mark.points(3)
def test_variance(student, rng):
    """output_variance is the variance of each entry over its coin."""
    x = signed((4, 6), rng)
    expect_variance(student, x, P, f"the variance at p = {P}")


@pytest.mark.points(2)
@pytest.mark.needs("test_variance")
def test_mean(student, rng):
    """output_mean is the expected value of each entry over its coin."""
    x = signed((4, 6), rng)
    expect_mean(student, x, P, f"the mean at p = {P}")


@pytest.mark.points(1)
def test_every_rate(student, rng):
    """The formulas hold at every rate, small and large."""
    x = signed((3, 5), rng)
    for p in RATES:
        expect_variance(student, x, p, f"the variance at p = {p}")
        expect_mean(student, x, p, f"the mean at p = {p}")


@pytest.mark.points(1)
def test_nothing_dropped(student, rng):
    """p = 0 leaves x as its mean, and no variance."""
    x = signed((3, 5), rng)
    for call, expected in ((student.output_variance, np.zeros_like(x)), (student.output_mean, x)):
        usual = attempt(call, x, P)
        names = ["refuses_zero"] if usual is not None else []
        out = expect_returns(call, x, 0.0, what="a call with p = 0", mistakes=names)
        expect_array(out, expected, what="the variance at p = 0" if expected is not x else "the mean at p = 0")


@pytest.mark.points(1)
def test_any_shape(student, rng):
    """x may have any number of dimensions, and an entry's moments depend on that entry alone."""
    for shape in ((7,), (2, 3, 2, 2), (1,)):
        x = signed(shape, rng)
        what = f"a call with x of shape {shape}"
        for call in (student.output_variance, student.output_mean):
            expect_returns(call, x, P, what=what, mistakes=["two_dimensional_only"])
        expect_variance(student, x, P, f"the variance for x of shape {shape}")
        expect_mean(student, x, P, f"the mean for x of shape {shape}")


@pytest.mark.points(1)
@pytest.mark.needs("test_variance")
def test_dtype(student, rng):
    """float32 stays float32."""
    x = signed((3, 5), rng, np.float32)
    for call, what in ((student.output_variance, "the variance"), (student.output_mean, "the mean")):
        expect_like(call(x, P), x, what=what, dtype_mistakes=["float64_out"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_variance")
def test_input_unchanged(student, rng):
    """x is left as it was."""
    for call in (student.output_variance, student.output_mean):
        call(signed((3, 5), rng), P)
        expect_unchanged(student, what="x", mistakes=["changes_input"])


@pytest.mark.points(0.5)
def test_refuses_bad_p(student, rng):
    """p outside [0, 1) raises ValueError, in both functions."""
    x = signed((2, 3), rng)
    for call in (student.output_variance, student.output_mean):
        call(x, P)  # what cannot do this refuses nothing
        for p in (1.0, -0.1, 1.5):
            expect_raises("ValueError", call, x, p, what=f"a call with p = {p}", mistakes=["takes_any_p"])
