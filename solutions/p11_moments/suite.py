"""The hidden suite of mean and variance of dropout: every value is exact."""

import numpy as np
import pytest

from dropgrade.checks import (
    attempt,
    expect_array,
    expect_like,
    expect_returns,
    expect_that,
    expect_unchanged,
    probe,
    refuses,
)
from dropgrade.checks.readings import as_numbers, explained_by, measured
from dropgrade.checks.refusals import expect_refused, rates_outside

SINGLE = 1e-5


def signed(shape, rng, dtype=np.float64):
    """Irregular values of either sign, with sizes in [1, 2)."""
    return probe(shape, rng, dtype) * rng.choice(np.array([-1, 1], dtype), size=shape)


def two_rates(rng):
    """A small rate and a large one."""
    return rng.uniform(0.1, 0.4), rng.uniform(0.6, 0.9)


def mean(x, p, factor=lambda p: 1.0, average=False):
    """The mean of the output, right by default."""
    return (np.mean(x) if average else x) * factor(p)


def variance(x, p, square=np.square, noise=lambda p: p / (1 - p), minus=0.0, end=lambda v: v):
    """The variance of the output, right by default."""
    return end(square(x) * noise(p) - minus * p)


MEANS = {
    "mean_without_scaling": {"factor": lambda p: 1 - p},
    "mean_of_survivors": {"factor": lambda p: 1 / (1 - p)},
    "keeps_with_p": {"factor": lambda p: p / (1 - p)},
    "averages_entries": {"average": True},
}
VARIANCES = {
    "variance_without_scaling": {"noise": lambda p: p * (1 - p)},
    "factor_not_squared": {"noise": lambda p: p},
    "factor_alone": {"noise": lambda p: 1 / (1 - p) ** 2},
    "second_moment": {"noise": lambda p: 1 / (1 - p)},
    "keeps_with_p": {"noise": lambda p: (1 - p) / p},
    "assumes_half": {"noise": lambda p: 1.0},
    "missing_parenthesis": {"noise": lambda p: p, "minus": 1.0},
    "x_not_squared": {"square": lambda x: x},
    "x_left_out": {"square": np.ones_like},
    "spread_of_entries": {"square": np.var, "noise": lambda p: 1.0},
    "standard_deviation": {"end": lambda v: np.sqrt(np.abs(v))},
    "sign_reversed": {"end": np.negative},
    "averages_entries": {"end": np.mean},
}


def expect_moment(call, formula, mistakes, x, p, what):
    """Expect one of the two moments, entry by entry, and the same in a second call."""
    observed = call(x, p)
    first, again = as_numbers(observed), as_numbers(attempt(call, x, p))
    if first is not None and again is not None:
        same = np.array_equal(first, again)
        expect_that(same, what=f"{what} in two calls alike", observed="different numbers", expected="the same numbers",
                    mistakes=["measures_by_sampling"])  # fmt: skip
    found = explained_by(observed, formula, mistakes, x, p)
    with measured(observed):
        return expect_array(observed, formula(x, p), what=f"{what} at p = {p:.4g}", mistakes=found)


def expect_mean(student, x, p, what="the mean"):
    """Expect the exact mean."""
    return expect_moment(student.output_mean, mean, MEANS, x, p, what)


def expect_variance(student, x, p, what="the variance"):
    """Expect the exact variance."""
    return expect_moment(student.output_variance, variance, VARIANCES, x, p, what)


@pytest.mark.essential
@pytest.mark.points(3)
def test_mean(student, rng):
    """output_mean is the expected value of each entry over its coin."""
    x = signed((4, 6), rng)
    for p in two_rates(rng):
        out = expect_mean(student, x, p)
        other = as_numbers(attempt(student.output_variance, x, p))
        different = other is None or not np.array_equal(other, out)
        expect_that(different, what="output_variance", observed="the mean", expected="the variance")


@pytest.mark.essential
@pytest.mark.points(3)
def test_variance(student, rng):
    """output_variance is the variance of each entry over its coin."""
    x = signed((4, 6), rng)
    for p in two_rates(rng):
        expect_variance(student, x, p)


@pytest.mark.points(0.5)
def test_larger_entries(student, rng):
    """The variance is never negative, and grows with the size of an entry."""
    size = np.array([[0.5, 1.0, 1.5, 2.0, 3.0]]) * rng.uniform(1, 1.1)
    for p in two_rates(rng):
        for x in (size, -size):
            found = _numbers_like(student.output_variance(x, p), x)
            expect_that(bool((found >= 0).all()), what="the variance", observed=f"{found.min():.4g}",
                        expected="no negative number")  # fmt: skip
            expect_that(bool((np.diff(found) > 0).all()), what="the variance as the size of x grows",
                        observed="it does not grow", expected="ever larger numbers")  # fmt: skip


@pytest.mark.points(0.5)
def test_larger_rates(student, rng):
    """The variance grows with p."""
    x, rates = signed((2, 3), rng), np.array([0.1, 0.3, 0.5, 0.7, 0.9]) + rng.uniform(0, 0.05)
    found = np.array([_numbers_like(student.output_variance(x, float(p)), x) for p in rates])
    expect_that(bool((found >= 0).all() and (np.diff(found, axis=0) > 0).all()), what="the variance as p grows",
                observed="it does not grow", expected="ever larger numbers")  # fmt: skip


def _numbers_like(value, x):
    """The numbers that came back for x."""
    numbers = as_numbers(value)
    fits = numbers is not None and numbers.shape == x.shape
    expect_that(fits, what="the variance", observed=value, expected=f"{x.size} finite numbers")
    return numbers


@pytest.mark.points(0.5)
@pytest.mark.needs("test_variance")
def test_extreme_rates(student, rng):
    """The variance is right at very small and very large rates, too."""
    x = signed((3, 5), rng)
    for p in (rng.uniform(0.001, 0.01), rng.uniform(0.97, 0.99)):
        expect_variance(student, x, p)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_mean", "test_variance")
def test_nothing_dropped(student, rng):
    """p = 0 leaves x as its mean, and no variance."""
    x = signed((3, 5), rng)
    for call, expected, what in (
        (student.output_mean, x, "the mean at p = 0"),
        (student.output_variance, np.zeros_like(x), "the variance at p = 0"),
    ):
        names = ["refuses_zero"] if attempt(call, x, 0.3) is not None and refuses(call, x, 0.0) else []
        out = expect_returns(call, x, 0.0, what=what, mistakes=names)
        expect_array(out, expected, what=what)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_mean", "test_variance")
def test_any_shape(student, rng):
    """x may have any number of dimensions, and the moments of an entry depend on that entry alone."""
    for shape in ((7,), (2, 3, 2, 2), (1,)):
        x, p = signed(shape, rng), rng.uniform(0.2, 0.4)
        for call in (student.output_mean, student.output_variance):
            usual = attempt(call, signed((4, 6), rng), p) is not None
            names = ["two_dimensional_only"] if usual else []
            expect_returns(call, x, p, what=f"a call with x of shape {shape}", mistakes=names)
        expect_mean(student, x, p, f"the mean for x of shape {shape}")
        expect_variance(student, x, p, f"the variance for x of shape {shape}")


@pytest.mark.points(0.5)
@pytest.mark.needs("test_mean", "test_variance")
def test_dtype(student, rng):
    """float32 stays float32."""
    x = signed((3, 5), rng, np.float32)
    for call, formula, what in (
        (student.output_mean, mean, "the mean"),
        (student.output_variance, variance, "the variance"),
    ):
        out = call(x, 0.3)
        double = isinstance(out, np.ndarray) and out.dtype == np.float64
        out = expect_like(out, x, what=what, dtype_mistakes=["float64_out"] if double else [])
        expect_array(out, formula(x, 0.3).astype(np.float32), what=what, rtol=SINGLE)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_larger_entries")
def test_input_unchanged(student, rng):
    """x is left as it was."""
    for call in (student.output_mean, student.output_variance):
        call(signed((3, 5), rng), 0.3)
        expect_unchanged(student, what="x", mistakes=["changes_input"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_larger_entries")
def test_refuses_bad_p(student, rng):
    """p outside [0, 1) raises ValueError, in both functions."""
    x = signed((2, 3), rng)
    for name in ("output_mean", "output_variance"):
        call = getattr(student, name)
        call(x, 0.3)  # what cannot do this refuses nothing
        calls = {f"p = {p}": lambda p=p, call=call: call(x, p) for p in rates_outside(rng)}
        expect_refused(name, calls, accepts="takes_any_p")
