"""Grade work that a platform provides as a folder, with one target for each problem of the pack."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from dropgrade.course.course import Course
from dropgrade.course.problem import stem_of
from dropgrade.errors import DropgradeError, GraderFault, NoFile
from dropgrade.grading import Grader
from dropgrade.report import CheckResult, ProblemReport, Report
from dropgrade.screen.report_parts import OUTPUT_LINES, credit_in_words, place_in_words
from dropgrade.screen.text import excerpt, print_error, printable
from dropgrade.submission.targets import Target, found_by


@dataclass(frozen=True, slots=True)
class Graded:
    """The report on a folder, and notes for a person about how it was made."""

    report: Report
    notes: tuple[str, ...]


def graded(course: Course, folder: Path, seed: int) -> Graded:
    """Grade a folder for every problem of the course; a problem without a file is graded as missing.

    Paths in what a student reads are relative to that folder.
    """
    with contextlib.chdir(folder):
        targets, notes = _found(course)
        of_problem = {target.problem: target for target in targets}
        chosen = [of_problem.get(name) or _missing(name) for name in course.names()]
        with Grader(course, seed) as grader:
            return Graded(grader.grade(chosen), tuple(notes))


def _found(course: Course) -> tuple[Sequence[Target], list[str]]:
    """Return what to grade in the current folder, and notes about files that are not graded."""
    try:
        found = found_by(course, ["."], opens_notebooks=True)
    except DropgradeError as error:
        return (), [f"{error.message} {error.hint}"]
    return found.targets, [f"Not graded: {file}: {reason}" for file, reason in found.left]


def ended(work: Callable[[], int]) -> int:
    """Run `work` and return its exit code; errors become a sentence in the platform's log."""
    try:
        return work()
    except DropgradeError as error:
        print_error(error.message, error.hint)
        return 3 if isinstance(error, GraderFault) else 2
    except Exception as error:  # noqa: BLE001 - no traceback of ours reaches a student
        print_error(f"dropgrade itself failed: {type(error).__name__}: {error}", "Please report this.")
        return 3


def _missing(name: str) -> Target:
    file = f"{stem_of(name)}.py"
    return Target(name, Path(file), NoFile(f"There is no file for {name}.", f"Hand in {file}."))


def check_in_words(check: CheckResult) -> str:
    """Return what a student needs to read about a check, as plain text."""
    lines = [] if check.what and not check.mistakes else [check.to_json()["message"]]
    if check.what:
        lines = [check.what, f"  observed  {check.observed}", f"  expected  {check.expected}", *lines]
    if words := credit_in_words(check):
        lines.append(words)
    if check.location is not None:
        lines.append(f"  {place_in_words(check.location)}:  {check.location.text}")
    if check.output.strip():
        lines += ["It printed:", *(f"  | {line}" for line in excerpt(check.output, OUTPUT_LINES))]
    return printable("\n".join(str(line) for line in lines if line))


def number_of(problem: ProblemReport) -> str:
    """Return the short name of a problem: p03."""
    return problem.problem.partition("_")[0]
