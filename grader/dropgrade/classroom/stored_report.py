"""A problem's report as plain data from which all that a student reads can be made again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dropgrade.report import CheckResult, Example, Explanation, Location, Mistake, Outcome, ProblemReport

DETAILS = "details"
"""The key under which a check keeps what `dropgrade/report/v1` leaves out."""


def stored(report: ProblemReport) -> dict[str, Any]:
    """The object of `dropgrade/report/v1`, and the rest of each check under `details`."""
    data: dict[str, Any] = report.to_json()
    for entry, check in zip(data["checks"], report.checks, strict=True):
        entry[DETAILS] = _details(check)
    return data


def plain(data: Mapping[str, Any]) -> dict[str, Any]:
    """The object of `dropgrade/report/v1` alone."""
    checks = [{key: value for key, value in check.items() if key != DETAILS} for check in data["checks"]]
    return {**data, "checks": checks}


def restored(data: Mapping[str, Any]) -> ProblemReport:
    """The report that was stored, without what only the diagnosis needs; details that are not there are left out."""
    return ProblemReport(
        data["problem"],
        data["title"],
        data["source"],
        data["sha256"],
        tuple(map(_check, data["checks"])),
        essential=tuple(data["capped_by"]),
    )


def _details(check: CheckResult) -> dict[str, Any]:
    place, example, known = check.location, check.example, check.explanation
    return {
        "what": check.what,
        "messages": [mistake.message for mistake in check.mistakes],
        "follows_from": list(check.follows_from),
        "location": place and [place.line, place.text, place.part],
        "path": [[each.line, each.text, each.part] for each in check.path],
        "explanation": known and [known.words, known.drawing, known.subject],
        "example": example and [example.given, example.returned],
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
        "" if data["mistakes"] else data["message"],
        details.get("what", ""),
        data["observed"],
        data["expected"],
        tuple(Mistake(name, words) for name, words in zip(data["mistakes"], messages, strict=False)),
        follows_from=tuple(details.get("follows_from", ())),
        output=data["output"],
        location=Location(*place) if place else None,
        path=tuple(Location(*each) for each in details.get("path", ())),
        explanation=Explanation(known[0], tuple(known[1]), known[2]) if known else None,
        example=Example(*map(_rows, example)) if example else None,
    )


def _rows(rows: Sequence[Sequence[float]]) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(row) for row in rows)
