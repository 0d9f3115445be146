"""A report that is stored can be shown again as it was."""

from __future__ import annotations

import json
from dataclasses import MISSING, fields

import pytest

from dropgrade.classroom.cluster.result_schema import validate_reply
from dropgrade.classroom.stored_report import plain, restored, stored
from dropgrade.report import (
    CheckResult,
    Example,
    Explanation,
    Fact,
    Location,
    Mistake,
    Outcome,
    ProblemReport,
    Report,
)
from dropgrade.screen.report_html import feedback_of
from tests.fuzz.class_readers import replies

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
    ("no_scaling", "float64_out", "divides_by_p"),
    ("something",),
    Fact("the factor", (3, 10), (1.0, 2.5), "ValueError", "#"),
    "printed",
    Example(((1.0, 2.0),), ((0.0, 4.0),)),
    Location(3, "return y", "cell [2]"),
    (Location(1, "f(x)", "cell [1]"),),
    Explanation("Shapes differ.", ("(3,)", "(4,)"), "broadcasting"),
    "a doubt",
    0.25,
    "a part",
)
PASSED = CheckResult("test_d", "It is right.", Outcome.PASS, 6)
REPORT = ProblemReport("p03_scaling", "Scaling", "a.py", "ab" * 32, (FAILED, PASSED), ("test_scale", "test_d"))


def page_of(report: ProblemReport) -> str:
    """What a student reads."""
    return feedback_of(Report(0, (report,)), lambda problem: f"again {problem.problem}")


def test_everything_survives() -> None:
    """Through JSON and back, the report is the same, in each of its parts, and so is what a student reads."""
    unset = [f.name for f in fields(CheckResult) if f.default is not MISSING and getattr(FAILED, f.name) == f.default]
    assert unset == []
    back = restored(json.loads(json.dumps(stored(REPORT))))
    assert back == REPORT
    assert page_of(back) == page_of(REPORT)


def test_the_plain_report_is_the_schemas() -> None:
    """Without its details, what is stored is the object of the report's schema."""
    assert plain(stored(REPORT)) == REPORT.to_json()


def test_a_plain_report_can_be_shown() -> None:
    """Where the details are missing, outcomes, points and the words of mistakes are there all the same."""
    back = restored(json.loads(json.dumps(REPORT.to_json())))
    assert [check.outcome for check in back.checks] == [check.outcome for check in REPORT.checks]
    assert (back.score, back.capped_by) == (REPORT.score, REPORT.capped_by)
    assert "Nothing is scaled." in page_of(back)


def test_a_reply_with_impossible_points_is_refused() -> None:
    """A worker of a cluster may send any number; points that no float can hold are a fault, not an exception."""
    reply = json.loads(replies()[0])
    validate_reply(reply, ValueError)
    for name, value in (("max_points", 10**400), ("points", -1), ("max_points", "5")):
        reply["results"][0]["report"]["checks"][0] |= {"points": 0, "max_points": 5} | {name: value}
        with pytest.raises(ValueError, match=name):
            validate_reply(reply, ValueError)
