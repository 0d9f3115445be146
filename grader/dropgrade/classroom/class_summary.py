"""The summary of `grade`: what was not graded or is in doubt, then what has changed, then the scores."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import mean, median

from dropgrade.classroom.deltas import Delta
from dropgrade.classroom.grades import ClassGrades, LeftOut
from dropgrade.classroom.grading_day import Day
from dropgrade.files import shown
from dropgrade.screen.text import many, one_line, points


def lines(day: Day, folder: Path, *, compares: bool) -> Iterator[str]:
    """The summary, a line at a time; `compares` says that there was something to compare with."""
    grades = day.grades
    yield from _list("Not graded:", grades.unmatched)
    yield from _list("To review:", grades.review)
    elsewhere = sum(intake.elsewhere for intake in day.intakes)
    if elsewhere:
        yield f"{many(elsewhere, 'program')} for problems that were not asked for."
    if compares or day.deltas:
        yield from _deltas(day.deltas or [])
    yield f"{many(day.graded, 'submission')} graded, with the seed {day.seed}."
    if day.outdated:
        late = many(day.outdated, "submission")
        yield f"{late} graded before a suite changed: dropgrade grade --again brings them up to date."
    yield from _scores(grades)
    if day.dropped:
        yield f"No longer counted: {', '.join(day.dropped)}. To count them again, name all problems: --problem NAME"
    yield f"The grades are in {shown(folder)}. Next: dropgrade report {shown(folder)} -o report.html"


def _list(title: str, left: Sequence[LeftOut]) -> Iterator[str]:
    if left:
        yield f"{title} {len(left)}"
        yield from (f"  {one_line(each.path)}: {one_line(each.reason)}" for each in left)
        yield ""


def _deltas(deltas: Sequence[Delta]) -> Iterator[str]:
    if not deltas:
        yield "No grade has changed."
        return
    yield f"Changed: {many(len(deltas), 'grade')}"
    for each in deltas:
        yield f"  {one_line(each.student)}, {each.problem}: {_score(each.before)} → {_score(each.after)}"
        yield from (f"    {check}: {before} → {after}" for check, before, after in each.checks)
    yield ""


def _score(score: float | None) -> str:
    return "no grade" if score is None else points(score)


def _has_problems(grades: ClassGrades) -> bool:
    """Whether any problem is graded."""
    return any(student.problems for student in grades.students)


def _scores(grades: ClassGrades) -> Iterator[str]:
    """A line for each problem: how many handed it in, and how well they did."""
    if not _has_problems(grades):
        yield "Nothing was handed in for a problem of this course. Is it the right --course and --roster?"
        return
    names = [problem.problem for problem in grades.students[0].problems] if grades.students else []
    for number, name in enumerate(names):
        every = [student.problems[number] for student in grades.students]
        handed = [problem for problem in every if problem.report is not None and not problem.needs_review]
        full = sum(problem.score >= problem.max_score for problem in handed)
        if handed:
            scores = [problem.score for problem in handed]
            middle = f"mean {mean(scores):.1f}, median {median(scores):.1f} of {points(handed[0].max_score)}"
            yield f"  {name}: {len(handed)} of {len(every)} handed in; {middle}; full marks {full}"
        else:
            yield f"  {name}: nobody has handed it in."
