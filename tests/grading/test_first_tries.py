"""What beginners really write in part 1, and what they read first."""

from __future__ import annotations

import io
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from dropgrade.grading import Grader
from dropgrade.grading.slips import slips
from dropgrade.report import CheckResult, ProblemReport, Report
from dropgrade.screen.report_layout import causes_of
from dropgrade.screen.report_terminal import write_report
from dropgrade.screen.subjects import subjects
from dropgrade.submission.targets import Target
from tests.cases import COURSE

TABLE = tomllib.loads(Path(__file__).with_name("first_tries.toml").read_text("utf-8"))
TRIES: dict[str, dict[str, Any]] = {f"{each['problem']}-{each['name']}": each for each in TABLE["try"]}
ONE_SCREEN = 40


def program(each: dict[str, Any]) -> str:
    """Return the right program of the problem with these changes."""
    text: str = TABLE["right"][each["problem"]].lstrip("\n")
    for old, new in each["changes"]:
        assert text.count(old) == 1, (each["name"], old)
        text = text.replace(old, new)
    return text


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, ProblemReport]:
    """The reports on all programs, from one run."""
    folder, names = tmp_path_factory.mktemp("tries"), {name.partition("_")[0]: name for name in COURSE.names()}
    targets = []
    for name, each in TRIES.items():
        file = folder / name / f"{names[each['problem']].partition('_')[2]}.py"
        file.parent.mkdir()
        file.write_text(program(each), "utf-8")
        targets.append(Target(names[each["problem"]], file, label=file.name))
    with Grader(COURSE, 0) as grader:
        return dict(zip(TRIES, grader.grade(targets).problems, strict=True))


def words_of(check: CheckResult) -> str:
    """Return all text of a check."""
    known = check.explanation
    parts = [
        check.message,
        f"observed  {check.observed}",
        *(known.drawing if known else ()),
        known.words if known else "",
    ]
    return "\n".join(parts)


@pytest.mark.parametrize("name", TRIES)
def test_the_first_cause_leads_to_the_fix(reports: dict[str, ProblemReport], name: str) -> None:
    """The first text says what the table says, about the right line, and fits on a screen."""
    each, report = TRIES[name], reports[name]
    causes = causes_of(report)
    if not each["says"] and "mistake" not in each:
        assert report.score == report.max_score
        return
    first = causes[0].first
    assert [words for words in each["says"] if words not in words_of(first)] == [], words_of(first)
    assert "mistake" not in each or each["mistake"] in [mistake.name for mistake in first.mistakes]
    assert each.get("line") == (first.location.line if first.location else None)
    page = io.StringIO()
    write_report(Report(0, (report,)), lambda _: "dropgrade check", stream=page)
    assert page.getvalue().count("\n") <= ONE_SCREEN
    assert report.title in page.getvalue().split("\n")[0]


@pytest.mark.parametrize("slip", slips(), ids=lambda slip: slip.name)
def test_every_slip_was_made_by_somebody(slip: Any) -> None:
    """Each row of the slips table appears in the report of a program, and its page exists."""
    words = re.compile(re.sub(r"\\\{\w+\\\}", ".+", re.escape(slip.says)))
    assert any(words.search(said) for each in TRIES.values() for said in each["says"])
    assert slip.subject in {"", *(page.name for page in subjects())}
