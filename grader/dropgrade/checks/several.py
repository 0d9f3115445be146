"""Several expectations in one check, none of which hides another."""

from __future__ import annotations

from collections.abc import Callable

from dropgrade.checks.failure import CheckFailed, fail


def expect_all(*expectations: Callable[[], object]) -> None:
    """Test every expectation, and fail with all those that are not met."""
    failures = []
    for expectation in expectations:
        try:
            expectation()
        except CheckFailed as failure:
            failures.append(failure)
    if len(failures) == 1:
        raise failures[0]
    if failures:
        fail(
            "; ".join(each.what for each in failures),
            observed="; ".join(each.observed for each in failures),
            expected="; ".join(each.expected for each in failures),
            mistakes=[name for each in failures for name in each.mistakes],
        )
