"""A problem's report as plain data, from which the whole report can be restored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple
from typing import Any

from dropgrade.report import CheckResult, Example, Explanation, Fact, Location, Mistake, Outcome, ProblemReport

DETAILS = "details"
"""The key under which a problem and a check keep what `dropgrade/report/v1` leaves out."""


def stored(report: ProblemReport) -> dict[str, Any]:
    """The object of `dropgrade/report/v1`, and the rest of the problem and of each check under `details`."""
    data: dict[str, Any] = report.to_json()
    for entry, check in zip(data["checks"], report.checks, strict=True):
        entry[DETAILS] = _details(check)
    return data | {DETAILS: {"essential": list(report.essential)}}


def plain(data: Mapping[str, Any]) -> dict[str, Any]:
    """The object of `dropgrade/report/v1` alone."""
    found = {key: value for key, value in data.items() if key != DETAILS}
    return found | {"checks": [{k: v for k, v in check.items() if k != DETAILS} for check in data["checks"]]}


def restored(data: Mapping[str, Any]) -> ProblemReport:
    """Restore a stored report; without details, only what the schema has."""
    return ProblemReport(
        data["problem"],
        data["title"],
        data["source"],
        data["sha256"],
        tuple(map(_check, data["checks"])),
        essential=tuple(data.get(DETAILS, {}).get("essential", data["capped_by"])),
        packages=data.get("packages", {}),
    )


def mistakes_in(data: Mapping[str, Any] | None) -> dict[str, str]:
    """The mistakes that a stored report names, with their messages."""
    found: dict[str, str] = {}
    for check in data["checks"] if data else ():
        messages = check.get(DETAILS, {}).get("messages", [check["message"]])
        found |= dict(zip(check["mistakes"], messages, strict=False))
    return found


def is_unexplained(data: Mapping[str, Any] | None) -> bool:
    """Whether a check failed and no mistake explains it."""
    checks = ((check, check.get(DETAILS, {})) for check in (data["checks"] if data else ()))
    return any(d.get("what") and not check["mistakes"] and not d.get("follows_from") for check, d in checks)


def _details(check: CheckResult) -> dict[str, Any]:
    place, example, known = check.location, check.example, check.explanation
    return {
        "message": check.message,
        "what": check.what,
        "messages": [mistake.message for mistake in check.mistakes],
        "candidates": list(check.candidates),
        "follows_from": list(check.follows_from),
        "fact": astuple(check.fact),
        "location": place and astuple(place),
        "path": [astuple(each) for each in check.path],
        "explanation": known and astuple(known),
        "example": example and astuple(example),
        "doubt": check.doubt,
        "credit": check.credit,
    }


def _check(data: Mapping[str, Any]) -> CheckResult:
    details = data.get(DETAILS, {})
    messages = details.get("messages", [data["message"]])
    place, example, known = details.get("location"), details.get("example"), details.get("explanation")
    return CheckResult(
        data["check"],
        data["title"],
        Outcome(data["outcome"]),
        data["max_points"],
        details.get("message", "" if data["mistakes"] else data["message"]),
        details.get("what", ""),
        data["observed"],
        data["expected"],
        tuple(Mistake(name, words) for name, words in zip(data["mistakes"], messages, strict=False)),
        tuple(details.get("candidates", ())),
        tuple(details.get("follows_from", ())),
        _fact(*details["fact"]) if "fact" in details else Fact(),
        data["output"],
        Example(*map(_rows, example)) if example else None,
        Location(*place) if place else None,
        tuple(Location(*each) for each in details.get("path", ())),
        Explanation(known[0], tuple(known[1]), known[2]) if known else None,
        details.get("doubt", ""),
        details.get("credit", 0.0),
        data.get("credited", ""),
    )


def _fact(what: str, count: Sequence[int] | None, numbers: Sequence[float], exception: str, kind: str) -> Fact:
    return Fact(what, (count[0], count[1]) if count else None, tuple(numbers), exception, kind)


def _rows(rows: Sequence[Sequence[float]]) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(row) for row in rows)
