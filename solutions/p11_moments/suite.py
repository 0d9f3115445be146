"""The hidden suite of mean and variance of dropout: every value is exact."""

import numpy as np
import pytest

from dropgrade.checks import attempt, expect_that, probe
from dropgrade.checks.arrays import alike
from dropgrade.checks.exact_function import ExactFunction
from dropgrade.checks.finite_numbers import expect_growing, expect_numbers


def signed(rng, shape=(3, 5), dtype=np.float64):
    """Irregular values of either sign, with sizes in [1, 2)."""
    return probe(shape, rng, dtype) * rng.choice(np.array([-1, 1], dtype), size=shape)


def two_rates(rng):
    """A small rate and a large one."""
    return rng.uniform(0.1, 0.4), rng.uniform(0.6, 0.9)


def usual(rng):
    """x and p."""
    return signed(rng), rng.uniform(0.2, 0.4)


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
SAMPLED = ["measures_by_sampling"]
MEAN = ExactFunction("output_mean", "the mean", mean, usual, MEANS, random=SAMPLED)
VARIANCE = ExactFunction("output_variance", "the variance", variance, usual, VARIANCES, random=SAMPLED)
MOMENTS = MEAN, VARIANCE


@pytest.mark.essential
@pytest.mark.points(3)
def test_mean(student, rng):
    """output_mean is the expected value of each entry over its coin."""
    x = signed(rng, (4, 6))
    for p in two_rates(rng):
        out = MEAN.expect(student, x, p, where=f"at p = {p:.4g}")
        other = attempt(student.output_variance, x, p)
        expect_that(not alike(out, other), what="output_variance", observed="the mean", expected="the variance")


@pytest.mark.essential
@pytest.mark.points(3)
def test_variance(student, rng):
    """output_variance is the variance of each entry over its coin."""
    x = signed(rng, (4, 6))
    for p in two_rates(rng):
        VARIANCE.expect(student, x, p, where=f"at p = {p:.4g}")


@pytest.mark.points(0.5)
def test_larger_entries(student, rng):
    """The variance is never negative, and grows with the size of an entry."""
    sizes = np.array([0.5, 1.0, 1.5, 2.0, 3.0]) * rng.uniform(1, 1.1)
    for p in two_rates(rng):
        for x in (sizes, -sizes):
            found = expect_numbers(student.output_variance(x[None], p), what="the variance", size=5)
            expect_growing(found, what="the variance as the size of x grows", start=0)


@pytest.mark.points(0.5)
def test_larger_rates(student, rng):
    """The variance grows with p."""
    x, rates = signed(rng, (2, 3)), np.array([0.1, 0.3, 0.5, 0.7, 0.9]) + rng.uniform(0, 0.05)
    found = [expect_numbers(student.output_variance(x, float(p)), what="the variance", size=6) for p in rates]
    expect_growing(np.array(found), what="the variance as p grows", start=0)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_variance")
def test_extreme_rates(student, rng):
    """The variance is right at very small and very large rates, too."""
    for p in (rng.uniform(0.001, 0.01), rng.uniform(0.97, 0.99)):
        VARIANCE.expect(student, signed(rng), p, where=f"at p = {p:.4g}")


@pytest.mark.points(0.5)
@pytest.mark.needs("test_mean", "test_variance")
def test_nothing_dropped(student, rng):
    """p = 0 leaves x as its mean, and no variance."""
    for moment in MOMENTS:
        moment.expect_special(student, rng, signed(rng), 0.0, where="at p = 0", mistakes=["refuses_zero"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_mean", "test_variance")
def test_any_shape(student, rng):
    """x may have any number of dimensions, and the moments of an entry depend on that entry alone."""
    for shape in ((7,), (2, 3, 2, 2), (1,)):
        x, p = signed(rng, shape), rng.uniform(0.2, 0.4)
        for moment in MOMENTS:
            where = f"for x of shape {shape}"
            moment.expect_special(student, rng, x, p, where=where, mistakes=["two_dimensional_only"])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_mean", "test_variance")
def test_dtype(student, rng):
    """float32 stays float32."""
    for moment in MOMENTS:
        moment.expect_dtype(student, signed(rng, dtype=np.float32), 0.3)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_larger_entries")
def test_input_unchanged(student, rng):
    """x is left as it was."""
    for moment in MOMENTS:
        moment.expect_unchanged(student, *usual(rng))


@pytest.mark.points(0.5)
@pytest.mark.needs("test_larger_entries")
def test_refuses_bad_p(student, rng):
    """p outside [0, 1) raises ValueError, in both functions."""
    for moment in MOMENTS:
        moment.expect_refusals(student, rng)
