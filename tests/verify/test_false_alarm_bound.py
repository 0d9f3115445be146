"""The bound on false alarms, compared with SciPy's."""

from __future__ import annotations

import pytest
from scipy import stats

from dropgrade.verify.false_alarms import Alarm, Repeats, upper_bound


@pytest.mark.parametrize(("alarms", "trials"), [(0, 1), (0, 20), (1, 20), (3, 46), (0, 46_000), (7, 46_000), (19, 20)])
def test_the_bound_is_clopper_and_pearsons(alarms: int, trials: int) -> None:
    """The bound is the quantile of the beta distribution that Clopper and Pearson give."""
    expected = stats.beta.ppf(0.95, alarms + 1, trials - alarms)
    assert upper_bound(alarms, trials) == pytest.approx(expected, rel=1e-6)


def test_when_every_trial_is_an_alarm_nothing_bounds_the_rate() -> None:
    """If every trial is an alarm, the bound is 1."""
    assert upper_bound(5, 5) == 1.0


def test_a_grading_with_two_alarms_counts_once() -> None:
    """The bound is on the rate of gradings that went wrong, not of checks."""
    alarms = tuple(Alarm("the reference", 3, check, "…") for check in ("test_a", "test_b"))
    assert Repeats(100, alarms).bound == upper_bound(1, 100)
