"""A student's progress: every problem and every quiz with its score, and the next one to do."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dropgrade.course.course import Course
from dropgrade.course.problem import MAX_SCORE, Description, read_description, stub_of
from dropgrade.progress.experiment_record import ExperimentRecord, experiments_on
from dropgrade.progress.problem_progress import ProblemProgress, at_hand, progress_on
from dropgrade.quiz.history import QuizScore
from dropgrade.quiz.session import quiz_scores
from dropgrade.submission.bundle import read_bundle
from dropgrade.submission.targets import exercise

SCHEMA = "dropgrade/list/v1"


@dataclass(frozen=True, slots=True)
class Row:
    """One problem: its description, the progress, the file, and whether that changed since the last check."""

    problem: Description
    progress: ProblemProgress
    file: Path
    is_changed: bool

    @property
    def score(self) -> float:
        """The best score so far."""
        return self.progress.best

    @property
    def max_score(self) -> float:
        """The maximum points."""
        return self.progress.max_score or MAX_SCORE

    def to_json(self) -> dict[str, object]:
        """Return the problem as shown by `list --json`."""
        progress = self.progress
        return {
            "problem": self.problem.name,
            "part": self.problem.part,
            "title": self.problem.title,
            "state": progress.state.value,
            "score": self.score,
            "max_score": self.max_score,
            "last_score": progress.last if progress.attempts else None,
            "attempts": progress.attempts,
            "hints": progress.hints,
            "hints_in_all": len(self.problem.hints),
            "gave_up": bool(progress.gave_up),
            "changed": self.is_changed,
            "last": progress.latest or None,
            "file": str(self.file),
        }


@dataclass(frozen=True, slots=True)
class Overview:
    """The progress of one student in a whole course."""

    root: Path
    rows: tuple[Row, ...]
    quizzes: tuple[QuizScore, ...]
    experiments: Mapping[str, ExperimentRecord] = field(default_factory=dict)
    """The lab's experiments that were begun."""

    @property
    def parts(self) -> dict[str, list[Row]]:
        """Return the problems grouped by the parts of the course, in order."""
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            found.setdefault(row.problem.part, []).append(row)
        return found

    @property
    def score(self) -> float:
        """The points earned in all problems."""
        return sum(row.score for row in self.rows)

    @property
    def max_score(self) -> float:
        """The maximum points of all problems."""
        return sum(row.max_score for row in self.rows)

    @property
    def next_problem(self) -> Row | None:
        """The problem to work on, or None if all are passed."""
        chosen = at_hand({row.problem.name: row.progress for row in self.rows})
        return next((row for row in self.rows if row.problem.name == chosen), None)

    @property
    def next_quiz(self) -> QuizScore | None:
        """The first quiz with a question that is not yet right."""
        return next((quiz for quiz in self.quizzes if quiz.points < quiz.questions), None)

    def to_json(self) -> dict[str, object]:
        """Return the overview as shown by `list --json`."""
        following = self.next_problem
        return {
            "schema": SCHEMA,
            "root": str(self.root),
            "score": self.score,
            "max_score": self.max_score,
            "next": following.problem.name if following else None,
            "problems": [row.to_json() for row in self.rows],
            "quizzes": [quiz.to_json() for quiz in self.quizzes],
            "experiments": [record.to_json(name) for name, record in self.experiments.items()],
        }


def read_overview(course: Course, data: Mapping[str, Any]) -> Overview:
    """Return a student's progress from the record; raises a `CourseError` that lists faults of problem.toml."""
    rows = tuple(row_of(course, name, data) for name in course.names())
    return Overview(course.root, rows, tuple(quiz_scores(course, data)), experiments_on(data))


def row_of(course: Course, problem: str, data: Mapping[str, Any]) -> Row:
    """Return one problem with the progress made."""
    described, progress, file = read_description(course, problem), progress_on(data, problem), exercise(course, problem)
    known = ("", _hash_of(stub_of(course, problem), described), progress.sha256)
    return Row(described, progress, file, is_changed=_hash_of(file, described) not in known)


def _hash_of(file: Path, described: Description) -> str:
    """Return the hash of a program as in reports, or an empty string if it cannot be read."""
    try:
        if not file.is_file():
            return ""
        is_bundle = described.modules and file.suffix == ".py"
        content = read_bundle(file, described).encode() if is_bundle else file.read_bytes()
        return hashlib.sha256(content).hexdigest()
    except (OSError, UnicodeDecodeError):
        return ""
