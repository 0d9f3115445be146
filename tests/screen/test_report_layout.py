"""What a report shows first, in one line, or as a count."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from dropgrade.report import CheckResult, Explanation, Fact, Location, Mistake, Outcome, ProblemReport, Report
from dropgrade.screen.report_layout import Count, Full, Line, causes_of, laid_out
from dropgrade.screen.report_terminal import write_report

FAILED = CheckResult("a", "Title a.", Outcome.FAIL, 1, what="w", observed="1", expected="2", fact=Fact("w", kind="#"))
NAMED = replace(FAILED, check="n", title="Title n.", mistakes=(Mistake("no_scaling", "Nothing is scaled."),))
RAISED = CheckResult(
    "r",
    "Title r.",
    Outcome.ERROR,
    1,
    "f raised",
    location=Location(3, "x"),
    fact=Fact(exception="ValueError", kind="k"),
)
PASSED = CheckResult("p", "Title p.", Outcome.PASS, 1)
WAITS = CheckResult("b", "Title b.", Outcome.BLOCKED, 1, "Right, and it counts as soon as this passes: more.")


def problem(*checks: CheckResult) -> ProblemReport:
    """Return a report on these checks, with distinct names."""
    return ProblemReport(
        "p01", "One", "a.py", "", tuple(replace(c, check=f"{c.check}{n}") for n, c in enumerate(checks))
    )


def shown(*checks: CheckResult, room: int = 36) -> list[str]:
    """Return the layout in short: F for full, l for a line, ↳ for a line that follows, and counts."""
    signs = []
    for item in laid_out(problem(*checks), room):
        match item:
            case Full(check):
                signs.append(f"F {check.title}")
            case Line(check, follows):
                signs.append(f"{'↳' if follows else 'l'} {check.title}")
            case Count(_, words):
                signs.append(words)
    return signs


@pytest.mark.parametrize(
    ("checks", "expected"),
    [
        ([PASSED, PASSED], ["2 checks pass"]),
        ([PASSED, WAITS], ["1 check passes", "1 check is right, and counts as soon as others pass"]),
        ([RAISED, replace(RAISED, title="Other.")], ["F Title r.", "↳ Other."]),
        ([RAISED, replace(RAISED, title="Other.", location=Location(4, "y"))], ["F Title r.", "F Other."]),
        ([replace(FAILED, follows_from=("no_scaling",)), NAMED], ["F Title n.", "↳ Title a."]),
        ([FAILED, NAMED], ["F Title a.", "F Title n."]),
        ([NAMED, NAMED], ["F Title n.", "↳ Title n."]),
        ([FAILED, replace(FAILED, title="Other.", observed="7")], ["F Title a.", "↳ Other."]),
        ([FAILED, replace(FAILED, fact=Fact("v"))], ["F Title a.", "F Title a."]),
    ],
)
def test_the_first_cause_is_in_full(checks: list[CheckResult], expected: list[str]) -> None:
    """What follows from a cause is a line below it; passed and waiting checks are counted at the end."""
    assert shown(*checks) == expected


def test_one_explanation_is_one_cause() -> None:
    """Checks with the same explanation have one cause, whatever else they observed."""
    known = Explanation("It returned None.")
    assert shown(replace(FAILED, explanation=known), replace(FAILED, what="v", fact=Fact("v"), explanation=known)) == [
        "F Title a.", "↳ Title a.",
    ]  # fmt: skip


def test_it_fits_where_there_is_little_room() -> None:
    """With little room, the first cause is in full, further ones are lines, and followers are counted."""
    checks = [RAISED] * 12 + [FAILED]
    assert shown(*checks, room=14) == ["F Title r.", "↳ 11 more checks for the same reason", "l Title a."]


@pytest.mark.parametrize("number", [1, 5, 16, 20])
def test_no_check_is_lost(number: int) -> None:
    """Every check appears exactly once, in full, in a line or in a count, whatever the room."""
    checks = [[RAISED, FAILED, NAMED, PASSED, WAITS][n % 5] for n in range(number)]
    for room in (0, 10, 24, 36, 100):
        report = problem(*checks)
        found = [c.check for i in laid_out(report, room) for c in (i.checks if isinstance(i, Count) else [i.check])]
        assert sorted(found) == sorted(check.check for check in report.checks)
        assert len(causes_of(report)) <= number


def test_everything_is_there_where_it_is_asked_for() -> None:
    """With `everything`, all checks are in full and in order; otherwise the report says how to see the rest."""
    report = problem(*[RAISED, replace(FAILED, observed="long " * 400, fact=Fact("v")), PASSED])
    assert [type(item) for item in laid_out(report, everything=True)] == [Full] * 3
    for everything, words in ((False, True), (True, False)):
        page = io.StringIO()
        write_report(Report(0, (report,)), lambda _: "again", stream=page, everything=everything)
        assert ("The rest: --all" in page.getvalue()) == words
