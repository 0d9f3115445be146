"""Verify that a course is sound: inspect every file, run every program, collect every fault."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from dropgrade.course.course import Course
from dropgrade.course.faults import Fault
from dropgrade.grading.parallel import Task, run_all
from dropgrade.quiz.format.model import Quiz
from dropgrade.quiz.format.reading import examine_quiz
from dropgrade.verify.file_rules import inspect_course
from dropgrade.verify.findings import Proof, QuizProof
from dropgrade.verify.proving import Demands, ProblemCase
from dropgrade.verify.tasks import QuizTask

OnProgress = Callable[[int, int], None]
"""Called with the number of checks that have run and the total."""


def verify(
    course: Course,
    problems: Sequence[str],
    quizzes: Sequence[str],
    demands: Demands,
    on_progress: OnProgress,
    *,
    is_whole: bool,
) -> Proof:
    """Verify the named problems and quizzes and, if they are the whole course, that its folders have nothing else.

    Raises `GraderFault` if the grader itself fails.
    """
    cases: list[ProblemCase | QuizCase] = [ProblemCase(course, name, demands) for name in problems]
    cases += [QuizCase(course, name) for name in quizzes]
    tasks = [task for case in cases for task in case.tasks()]
    total = sum(task.size for task in tasks)
    if tasks:
        run_all(tasks, lambda done: on_progress(done, total))
    proofs = [case.conclude() for case in cases]
    return Proof(
        problems=tuple(p for p in proofs if not isinstance(p, QuizProof)),
        quizzes=tuple(p for p in proofs if isinstance(p, QuizProof)),
        course=tuple(inspect_course(course)) if is_whole else (),
    )


@dataclass(slots=True)
class QuizCase:
    """The verification of a quiz: first its `tasks` are run, then `conclude` returns the result."""

    course: Course
    name: str
    quiz: Quiz | None = None
    faults: list[Fault] = field(default_factory=list)
    task: QuizTask | None = None

    def __post_init__(self) -> None:
        """Read the quiz and collect every fault of its form."""
        self.quiz, self.faults = examine_quiz(self.course, self.name)

    def tasks(self) -> list[Task]:
        """Return what has to be run; empty if the quiz cannot be read."""
        self.task = QuizTask(self.quiz) if self.quiz is not None else None
        return [self.task] if self.task is not None else []

    def conclude(self) -> QuizProof:
        """Return the result, after the task has run."""
        if self.quiz is None or self.task is None:
            return QuizProof(self.name, self.name, 0, 0, tuple(self.faults))
        self.faults += self.task.result
        questions = self.quiz.questions
        programs = sum(bool(question.programs) for question in questions)
        return QuizProof(self.name, self.quiz.title, len(questions), programs, tuple(self.faults))
