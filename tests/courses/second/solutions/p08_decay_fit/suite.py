"""The hidden suite of the fit: what is computed, and what is on the axes."""

import numpy as np
import pytest
from scipy.optimize import curve_fit

from dropgrade.checks import credit, expect_array, expect_equal, expect_pair, expect_that, expect_value

NAMES = ("amplitude", "rate")


def decay(t, amplitude, rate):
    """The curve."""
    return amplitude * np.exp(-rate * t)


def by_logarithms(t, y):
    """What a line through the logarithms gives: the small values count for too much."""
    slope, level = np.polyfit(t, np.log(np.maximum(y, 1e-12)), 1)
    return np.exp(level), -slope


@pytest.fixture
def measured(rng):
    """A decay with noise."""
    t = np.linspace(0.2, 4.0, 30)
    return t, decay(t, 5.0, 0.8) + rng.uniform(0.05, 0.2, size=30)


@pytest.mark.points(3)
@pytest.mark.essential
def test_exact(student):
    """Values without noise give amplitude and rate back."""
    t = np.linspace(0.5, 3.0, 12)
    amplitude, rate = expect_pair(student.fit(t, decay(t, 3.0, 1.7)), names=NAMES)
    expect_value(amplitude, 3.0, what="the amplitude", rtol=1e-4)
    expect_value(rate, 1.7, what="the rate", rtol=1e-4,
                 mistakes={"sign_turned_round": -1.7, "half_life_for_rate": np.log(2) / 1.7})  # fmt: skip


@pytest.mark.points(2)
@pytest.mark.needs("test_exact")
def test_noise(student, measured):
    """With noise, the sum of the squares is smallest."""
    amplitude, rate = expect_pair(student.fit(*measured), names=NAMES)
    best = curve_fit(decay, *measured, p0=(4, 1))[0]
    wrong = by_logarithms(*measured)
    expect_value(rate, best[1], what="the rate", rtol=1e-3, mistakes={"line_through_logarithms": wrong[1]})
    expect_value(amplitude, best[0], what="the amplitude", rtol=1e-3)


@pytest.mark.points(1)
@pytest.mark.needs("test_exact")
def test_units(student):
    """The fit does not depend on the unit of t."""
    t = np.linspace(500.0, 9000.0, 20)
    _, rate = expect_pair(student.fit(t, decay(t, 40.0, 1 / 2000)), names=NAMES)
    is_lost = isinstance(rate, float | np.floating) and not 1e-4 < rate < 1e-2
    expect_value(rate * 1000 if is_lost else rate, 1 / 2000, what="the rate, for t in thousands", rtol=1e-3,
                 mistakes={"starts_at_1": is_lost})  # fmt: skip


def expect_axes(figures):
    """The one pair of axes of the one figure."""
    observed = f"{len(figures)} figures" if len(figures) != 1 else f"{len(figures[0].axes)} axes"
    is_one = len(figures) == 1 and len(figures[0].axes) == 1
    expect_that(is_one, what="what is drawn", observed=observed, expected="one figure with one pair of axes")
    return figures[0].axes[0]


@pytest.mark.points(4)
@pytest.mark.needs("test_exact")
def test_drawing(student, measured):
    """`draw` shows the points and the fitted curve, with labels and a legend."""
    t, y = measured
    student.draw(t, y)
    axes = expect_axes(student.figures)
    curves = [line for line in axes.lines if len(line.x) >= 50]
    expect_that(bool(curves), what="the curve", observed="no line of 50 points", expected="a line",
                mistakes=["curve_through_few_points"])  # fmt: skip
    best = curve_fit(decay, t, y, p0=(4, 1))[0]
    expect_array(curves[0].y, decay(curves[0].x, *best), what="the curve", rtol=1e-2)
    expect_array(curves[0].x[[0, -1]], t[[0, -1]], what="the ends of the curve")
    credit(0.4, "the curve")
    points = [(each.x, each.y) for each in (*axes.points, *axes.lines) if len(each.x) == len(t)]
    expect_that(bool(points), what="the points on the axes", observed="none", expected=f"{len(t)} points",
                mistakes=["no_points"])  # fmt: skip
    expect_array(np.array(points[0]), np.array([t, y]), what="the points")
    credit(0.7, "the points and the curve")
    expect_equal((axes.x_label, axes.y_label), ("t", "y"), what="the labels", mistakes={"no_labels": ("", "")})
    legend = sorted(axes.legend)
    expect_equal(legend, ["fitted", "measured"], what="the legend", mistakes={"no_legend": not legend})
