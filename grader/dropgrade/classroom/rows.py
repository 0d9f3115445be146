"""The tables of a class's book, and their rows as Python objects."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

VERSION = "3"
"""The version of the tables; a book of another one is refused."""
TABLES = """
BEGIN;
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE students (id TEXT PRIMARY KEY, place INTEGER NOT NULL, name TEXT NOT NULL, roster TEXT NOT NULL);
CREATE TABLE problems (
    name TEXT PRIMARY KEY, title TEXT NOT NULL, max_score REAL NOT NULL, suite TEXT NOT NULL
);
CREATE TABLE submissions (
    id INTEGER PRIMARY KEY, student TEXT NOT NULL, problem TEXT NOT NULL, source TEXT NOT NULL, path TEXT NOT NULL,
    shape TEXT NOT NULL, sha256 TEXT NOT NULL, content BLOB NOT NULL, submitted_at TEXT, attempt INTEGER NOT NULL,
    marked_late INTEGER NOT NULL, is_chosen INTEGER NOT NULL, is_chosen_by_rule INTEGER NOT NULL,
    is_stub INTEGER NOT NULL, UNIQUE (student, problem, sha256)
);
CREATE TABLE runs (
    submission INTEGER NOT NULL REFERENCES submissions, number INTEGER NOT NULL, sha256 TEXT NOT NULL,
    suite TEXT NOT NULL, course_sha256 TEXT NOT NULL, course TEXT NOT NULL, course_version TEXT NOT NULL,
    dropgrade TEXT NOT NULL, seed INTEGER NOT NULL, graded_at TEXT NOT NULL, late_seconds REAL, score REAL NOT NULL,
    outcomes TEXT NOT NULL, mistakes TEXT NOT NULL, output TEXT NOT NULL, report TEXT NOT NULL, program TEXT NOT NULL,
    PRIMARY KEY (submission, number)
);
CREATE TABLE answers (
    student TEXT NOT NULL, quiz TEXT NOT NULL, path TEXT NOT NULL, content TEXT NOT NULL, PRIMARY KEY (student, quiz)
);
CREATE TABLE left_out (source TEXT NOT NULL, kind TEXT NOT NULL, path TEXT NOT NULL, reason TEXT NOT NULL);
CREATE TABLE judged (
    student TEXT NOT NULL, problem TEXT NOT NULL, score REAL NOT NULL, outcomes TEXT NOT NULL,
    PRIMARY KEY (student, problem)
);
INSERT INTO facts VALUES ('book', '3');
COMMIT;
"""
HANDED_IN = "id, student, problem, source, path, shape, sha256, submitted_at, attempt, marked_late, is_chosen, is_stub"
"""The columns of `submissions` that `handed_in_of` reads: all but the content, which is large."""


@dataclass(frozen=True, slots=True)
class Student:
    """A student of the roster; without a roster, a person with a system's own id."""

    id: str
    name: str
    roster: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Graded:
    """A problem that is graded: its title, its maximum score, and the hash of its suite."""

    name: str
    title: str
    max_score: float
    suite: str


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A program that a student handed in for a problem.

    `source` is the zip or folder that it came in, `path` its path there. `is_chosen` says whether it is graded, or
    was only another candidate, `is_stub` whether nothing was written in it, and `marked_late` that the system called
    it late without a time.
    """

    student: str
    problem: str
    source: str
    path: str
    shape: str
    sha256: str
    content: bytes
    submitted_at: datetime | None = None
    attempt: int = 1
    marked_late: bool = False
    is_chosen: bool = True
    is_stub: bool = False
    id: int = 0


MadeWith = tuple[str, int, str]
"""The inputs of a grading beside the program: the suite's hash, the seed and the version of dropgrade."""


@dataclass(frozen=True, slots=True)
class Run:
    """One grading of a submission: the report is the problem's object of `dropgrade/report/v1`.

    `number` counts the gradings of a submission from 1, so that rows are the same in whatever order results come; it
    is given when the run is recorded.
    """

    submission: int
    sha256: str
    suite: str
    course_sha256: str
    course: str
    course_version: str
    dropgrade: str
    seed: int
    graded_at: datetime
    report: Mapping[str, object]
    program: str = ""
    late_seconds: float | None = None
    number: int = 0

    @property
    def checks(self) -> list[Mapping[str, object]]:
        """The checks of the report."""
        found = self.report.get("checks")
        return [check for check in found if isinstance(check, dict)] if isinstance(found, list) else []

    @property
    def outcomes(self) -> dict[str, str]:
        """How each check ended."""
        return {str(check.get("check")): str(check.get("outcome")) for check in self.checks}

    @property
    def score(self) -> float:
        """The points of the report."""
        value = self.report.get("score")
        return float(value) if isinstance(value, int | float) else 0.0


def handed_in_of(row: sqlite3.Row) -> HandedIn:
    """A row of `submissions`, without its content."""
    return HandedIn(
        row["student"], row["problem"], row["source"], row["path"], row["shape"], row["sha256"], b"",
        _time(row["submitted_at"]), row["attempt"], bool(row["marked_late"]), bool(row["is_chosen"]),
        bool(row["is_stub"]), row["id"],
    )  # fmt: skip


def run_of(row: sqlite3.Row) -> Run:
    """A row of `runs`."""
    return Run(
        row["submission"], row["sha256"], row["suite"], row["course_sha256"], row["course"], row["course_version"],
        row["dropgrade"], row["seed"], datetime.fromisoformat(row["graded_at"]), json.loads(row["report"]),
        row["program"], row["late_seconds"], row["number"],
    )  # fmt: skip


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _texts(value: object) -> list[str]:
    """A list of strings in JSON; empty if it is anything else."""
    return [str(each) for each in value] if isinstance(value, list) else []


def values_of(run: Run) -> tuple[object, ...]:
    """A run as a row of `runs`, but for the submission and the number."""
    mistakes = sorted({name for check in run.checks for name in _texts(check.get("mistakes"))})
    output = "\n".join(str(check["output"]) for check in run.checks if check.get("output"))
    return (
        run.sha256, run.suite, run.course_sha256, run.course, run.course_version, run.dropgrade,
        run.seed, run.graded_at.isoformat(), run.late_seconds, run.score, json.dumps(run.outcomes),
        json.dumps(mistakes), _storable(output), json.dumps(run.report), _storable(run.program),
    )  # fmt: skip


def _storable(text: str) -> str:
    """A text without lone surrogates, which a submission may contain but UTF-8 cannot encode."""
    return text.encode("utf-8", "replace").decode()
