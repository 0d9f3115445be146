"""A page of feedback for each student, in a zip that the platform takes back."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import PurePosixPath

from dropgrade.classroom.feedback_names import place_in_zip
from dropgrade.classroom.gradebooks.words import number
from dropgrade.classroom.grades import ClassGrades, ProblemGrade, StudentGrade
from dropgrade.classroom.stored_report import restored
from dropgrade.report import CheckResult, Fact, Outcome, Report
from dropgrade.screen.html_page import page, table
from dropgrade.screen.report_html import STYLE, grading_of, markup

HIDDEN = "hidden"
"""A placeholder for an observation that a page does not print."""
LATER = "What was observed is shown from {date} on."


def feedback_zip(
    grades: ClassGrades, form: str | None, hidden_until: datetime | None = None, now: datetime | None = None
) -> tuple[bytes, int]:
    """The zip and how many pages are in it: one for each student who handed in something or was given a comment.

    Names are those of the platform `form`, by default of the one that the work came from. Before `hidden_until`, by
    default the date of the class, pages leave out whatever tells inputs of hidden checks.
    """
    until = hidden_until or grades.inputs_hidden_until
    hides = until if until is not None and (now or datetime.now(UTC)) < until else None
    pages: dict[str, str] = {}
    for student in grades.students:
        if any(p.report is not None or p.comment for p in student.problems):
            pages[place_in_zip(student, form, taken=pages)] = feedback_page(grades, student, hides)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in pages.items():
            archive.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    return out.getvalue(), len(pages)


def feedback_page(grades: ClassGrades, student: StudentGrade, hides: datetime | None = None) -> str:
    """A student's page; where inputs are hidden, `hides` says until when."""
    title = f"{student.name or student.id}: {grades.course}".strip(": ")
    style = STYLE.read_text("utf-8")
    return page(title, _body(grades, student, hides), embedded=[style])


def _body(grades: ClassGrades, student: StudentGrade, hides: datetime | None) -> Iterator[str]:
    who = student.name or student.id
    yield f"<h1>{markup(who)}</h1>"
    id_ = f" · {markup(student.id)}" if student.name and student.id != student.name else ""
    yield f'<p class="soft">{markup(f"{grades.course} {grades.version}".strip())}{id_}</p>'
    yield from _sums(student)
    if hides is not None:
        yield f'<p class="note">{markup(LATER.format(date=_date(hides)))}</p>'
    for problem in student.problems:
        yield from _problem(problem, hides)


def _sums(student: StudentGrade) -> Iterator[str]:
    """The scores; if lateness or a person changed one, the score of the checks is shown beside it."""
    rows = [(p.title or p.problem, *_numbers(p)) for p in student.problems]
    total = "–" if student.needs_review else number(student.score)
    rows.append(("Total", "", "", total, number(student.max_score)))
    if any(before not in {"–", "", after} or late for _, before, late, after, _ in rows):
        yield from table(("Problem", "Checks", "Days late", "Score", "of"), rows, numbers=(1, 2, 3, 4))
    else:
        yield from table(("Problem", "Score", "of"), [(row[0], *row[3:]) for row in rows], numbers=(1, 2))


def _numbers(problem: ProblemGrade) -> tuple[str, str, str, str]:
    """What the checks gave, the days late, the score, and what it is out of."""
    earned = problem.report["score"] if problem.report is not None and not problem.needs_review else None
    before = number(earned) if isinstance(earned, int | float) else "–"
    late = number(problem.late_days) if problem.late_days > 0 else ""
    return before, late, _score(problem), number(problem.max_score)


def _score(problem: ProblemGrade) -> str:
    if problem.needs_review:
        return "is being reviewed"
    unread = f", and {number(problem.to_be_read)} to be read" if problem.to_be_read else ""
    return number(problem.score) + unread


def _problem(problem: ProblemGrade, hides: datetime | None) -> Iterator[str]:
    if problem.report is None and not problem.comment:
        return
    yield f"<h2>{markup(problem.title or problem.problem)}</h2>"
    if problem.comment:
        by = f"{problem.overridden_by}: " if problem.overridden_by else ""
        yield f'<p class="note">{markup(by + problem.comment)}</p>'
    if problem.report is not None:
        report = restored(problem.report)
        checks = tuple(without_inputs(c, hides) for c in report.checks) if hides else report.checks
        yield grading_of(Report(0, (replace(report, title="", source=_file(report.source), checks=checks),)))


def _file(source: str) -> str:
    """The file's own name: the rest of the path is the platform's."""
    return PurePosixPath(source).name


def without_inputs(check: CheckResult, until: datetime) -> CheckResult:
    """A check without anything from which its inputs can be read.

    Removed are what was observed and printed, and whatever a program chooses in a call: the text of an exception, and
    the code with which it ends the process.
    """
    bare = replace(check, what="", observed="", expected="", example=None, output="")
    if not _tells_inputs(check):
        return bare
    later = "" if check.mistakes or check.follows_from else LATER.format(date=_date(until))
    seen = HIDDEN if check.follows_from else ""
    return replace(bare, what=seen, message=later, explanation=None, fact=Fact(), doubt="")


def _tells_inputs(check: CheckResult) -> bool:
    """Whether a message may reveal inputs; errors while a file is loaded cannot."""
    is_of_call = check.outcome is Outcome.ERROR and check.message.startswith("`")
    return is_of_call or check.outcome in {Outcome.FAIL, Outcome.PARTIAL, Outcome.CRASH, Outcome.NEEDS_REVIEW}


def _date(moment: datetime) -> str:
    return moment.strftime("%d %B %Y, %H:%M").lstrip("0")
