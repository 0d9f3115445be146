"""Hold back the points of checks whose gates did not pass."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from dropgrade.report import CheckResult, Outcome


def apply_gates(checks: Iterable[CheckResult], needs: Mapping[str, Iterable[str]]) -> tuple[CheckResult, ...]:
    """Mark each passed check as `blocked` if one of its gates did not pass, and remove credit behind such a gate.

    Gates hold back points, not feedback: a check behind a closed gate still runs, so that a second mistake is named
    too. `needs` maps a check to the checks that it needs, which may have gates themselves.
    """
    results = {c.check: c for c in checks}
    titles = {name: c.title for name, c in results.items()}
    while True:
        closed = {
            name: gate
            for name, c in results.items()
            if c.outcome in (Outcome.PASS, Outcome.TO_BE_READ) or c.credit
            for gate in needs.get(name, ())
            if results[gate].outcome is not Outcome.PASS
        }
        if not closed:
            return tuple(results.values())
        for name, gate in closed.items():
            results[name] = _held_back(results[name], titles[gate])


def _held_back(result: CheckResult, gate: str) -> CheckResult:
    """Return a result that earns nothing because its gate did not pass."""
    if result.outcome is Outcome.PASS:
        message = f"Right, and it counts as soon as this passes: {gate}"
        return replace(result, outcome=Outcome.BLOCKED, message=message)
    if result.outcome is Outcome.TO_BE_READ:
        return replace(result, outcome=Outcome.BLOCKED, message=f"It will be read as soon as this passes: {gate}")
    outcome = Outcome.FAIL if result.outcome is Outcome.PARTIAL else result.outcome
    return replace(result, outcome=outcome, credit=0.0, credited="")
