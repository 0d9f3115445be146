"""A few programs of a class for one problem, graded in a process of its own."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dropgrade.classroom.book_file import opened_book
from dropgrade.classroom.rows import HandedIn
from dropgrade.classroom.stored_report import stored
from dropgrade.course.course import Course
from dropgrade.course.problem import read_description
from dropgrade.errors import SubmissionError
from dropgrade.grading import Grader
from dropgrade.grading.parallel import Tick
from dropgrade.report import ProblemReport
from dropgrade.submission.submission import Submission, submission_of
from dropgrade.submission.targets import Target

if TYPE_CHECKING:
    from dropgrade.grading.made import Made
    from dropgrade.sandbox.client import Sandbox


@dataclass(frozen=True, slots=True)
class Work:
    """A program that is due, and the submissions in the book that consist of it."""

    problem: str
    sha256: str
    handed: tuple[HandedIn, ...]
    student: str = ""
    """Who handed it in, where the data of the checks depend on it."""


@dataclass(frozen=True, slots=True)
class Program:
    """A program as it was handed in: its path, its bytes, and the student, where that matters."""

    path: str
    content: bytes
    student: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """The result for a program of a batch: its place in the batch, its report as it is stored, and the graded text."""

    place: int
    report: dict[str, Any]
    text: str


@dataclass(slots=True)
class Batch:
    """Programs for one problem; each is sent back with its report as soon as it is graded.

    The process that grades them reads them from the book in `folder`, so that few are in memory at once.
    """

    folder: Path
    course: Course
    problem: str
    works: tuple[Work, ...]
    seed: int
    result: None = None
    left: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Nothing is graded yet."""
        self.left = set(range(len(self.works)))

    @property
    def size(self) -> int:
        """The number of programs."""
        return len(self.works)

    @property
    def group(self) -> str:
        """The problem."""
        return self.problem

    def programs(self) -> list[Program]:
        """The programs, read from the book."""
        with opened_book(self.folder) as book:
            return [Program(w.handed[0].path, book.content(w.handed[0].id), w.student) for w in self.works]

    def run(self, sandbox: Sandbox, tick: Tick) -> None:
        """Grade the programs, one after the other; each result is sent as a list of one."""
        grade_programs(self.course, self.seed, self.problem, self.programs(), sandbox, lambda result: tick([result]))


def grade_programs(
    course: Course,
    seed: int,
    problem: str,
    programs: Sequence[Program],
    sandbox: Sandbox,
    on_result: Callable[[Result], None],
) -> None:
    """Grade programs for one problem, one after the other; `on_result` is called with each as soon as it is graded.

    Raises what `Grader.grade` raises.
    """
    read = [_read(program) for program in programs]
    targets = [
        Target(problem, Path(program.path), submission, program.path, student=program.student)
        for program, submission in zip(programs, read, strict=True)
    ]
    names = read_description(course, problem).names
    places = iter(range(len(targets)))

    def on_report(report: ProblemReport) -> None:
        place = next(places)
        on_result(Result(place, stored(report), _text(read[place], names)))

    with Grader(course, seed, sandbox, _made(seed)) as grader:
        grader.grade(targets, on_report=on_report)
    gc.collect()  # which a single command does not need


def _read(program: Program) -> Submission | SubmissionError:
    path = Path(program.path)
    try:
        return submission_of(path if path.suffix.lower() == ".ipynb" else path.with_suffix(".py"), program.content)
    except SubmissionError as error:
        return error


def _text(read: Submission | SubmissionError, names: tuple[str, ...]) -> str:
    """The text that is graded."""
    parts = read.parts_for(names) if isinstance(read, Submission) else ()
    return "\n".join(text for _, text in parts)


_known: dict[int, Made] = {}


def _made(seed: int) -> Made:
    """The remade mistakes that this process has graded under a seed, because batches meet the same mistakes."""
    from dropgrade.grading.made import Made

    return _known.setdefault(seed, Made())
