"""A report that is stored can be shown again as it was."""

from __future__ import annotations

import json

from dropgrade.classroom.stored_report import plain, restored, stored
from dropgrade.report import CheckResult, Example, Location, Mistake, Outcome, ProblemReport, Report
from dropgrade.screen.report_html import feedback_of

FAILED = CheckResult(
    "test_scale",
    "Survivors are scaled.",
    Outcome.FAIL,
    2,
    "the factor: observed 1, expected 2.",
    "the factor",
    "1",
    "2",
    (Mistake("no_scaling", "Nothing is scaled."), Mistake("float64_out", "It is float64.")),
    output="printed",
    example=Example(((1.0, 2.0),), ((0.0, 4.0),)),
)
RAISED = CheckResult(
    "test_b", "It runs.", Outcome.ERROR, 1, "`f` raised.", location=Location(3, "return y", "cell [2]")
)
FOLLOWS = CheckResult("test_c", "It follows.", Outcome.FAIL, 1, "m", "w", "1", "2", follows_from=("no_scaling",))
PASSED = CheckResult("test_d", "It is right.", Outcome.PASS, 6)
REPORT = ProblemReport("p03_scaling", "Scaling", "a.py", "ab" * 32, (FAILED, RAISED, FOLLOWS, PASSED), ("test_scale",))


def page_of(report: ProblemReport) -> str:
    """What a student reads."""
    return feedback_of(Report(0, (report,)), lambda problem: f"again {problem.problem}")


def test_what_a_student_reads_survives() -> None:
    """Through JSON and back, the page, the score and the cap are the same."""
    back = restored(json.loads(json.dumps(stored(REPORT))))
    assert page_of(back) == page_of(REPORT)
    assert (back.score, back.capped_by) == (REPORT.score, REPORT.capped_by) == (5, ("test_scale",))


def test_the_plain_report_is_the_schema_s() -> None:
    """Without its details, what is stored is the object of the report's schema."""
    assert plain(stored(REPORT)) == REPORT.to_json()


def test_a_plain_report_can_be_shown() -> None:
    """Where the details are missing, outcomes, points and the words of mistakes are there all the same."""
    back = restored(json.loads(json.dumps(REPORT.to_json())))
    assert [check.outcome for check in back.checks] == [check.outcome for check in REPORT.checks]
    assert "Nothing is scaled." in page_of(back)
