"""The book of a class, `grades.db`: what was handed in, and how each program was graded, in SQLite.

Rows are written as results come, each in a transaction of its own, so that a run that is killed loses nothing of what
it has graded. Only the owner may read the file.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from dropgrade.classroom.grades import LeftOut
from dropgrade.classroom.rows import (
    HANDED_IN,
    Graded,
    HandedIn,
    MadeWith,
    Run,
    Student,
    handed_in_of,
    run_of,
    values_of,
)


class Book:
    """The open book of a folder."""

    def __init__(self, connection: sqlite3.Connection, folder: Path) -> None:
        self.folder = folder
        self._open = connection
        self._open.row_factory = sqlite3.Row

    # Facts: seed, course, version.

    def fact(self, name: str) -> str:
        """The fact noted under a name; empty if there is none."""
        row = self._open.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def note(self, name: str, value: str) -> None:
        """Note a fact under a name."""
        with self._open:
            self._open.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    # Students and problems.

    def students(self) -> list[Student]:
        """The students, in the order of the roster."""
        rows = self._open.execute("SELECT id, name, roster FROM students ORDER BY place")
        return [Student(row["id"], row["name"], json.loads(row["roster"])) for row in rows]

    def set_students(self, students: Iterable[Student]) -> None:
        """Replace the students by those of a roster."""
        rows = [(s.id, n, s.name, json.dumps(dict(s.roster))) for n, s in enumerate(students)]
        with self._open:
            self._open.execute("DELETE FROM students")
            self._open.executemany("INSERT INTO students VALUES (?, ?, ?, ?)", rows)

    def problems(self) -> list[Graded]:
        """The problems that are graded, in the order of the course."""
        rows = self._open.execute("SELECT name, title, max_score, suite FROM problems ORDER BY name")
        return [Graded(*row) for row in rows]

    def set_problems(self, problems: Iterable[Graded]) -> None:
        """Replace the problems that are graded."""
        with self._open:
            self._open.execute("DELETE FROM problems")
            rows = [(p.name, p.title, p.max_score, p.suite) for p in problems]
            self._open.executemany("INSERT INTO problems VALUES (?, ?, ?, ?)", rows)

    # What was handed in.

    def add(self, handed: HandedIn) -> int:
        """Add a program, and return its id; one that is in the book already keeps its first time."""
        values = (
            handed.student, handed.problem, handed.source, handed.path, handed.shape, handed.sha256, handed.content,
            handed.submitted_at.isoformat() if handed.submitted_at else None, handed.attempt, handed.marked_late,
            handed.is_chosen, handed.is_chosen, handed.is_stub,
        )  # fmt: skip
        with self._open:
            row = self._open.execute(
                "INSERT INTO submissions (student, problem, source, path, shape, sha256, content, submitted_at,"
                " attempt, marked_late, is_chosen, is_chosen_by_rule, is_stub)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT DO UPDATE SET"
                " is_chosen_by_rule = max(is_chosen_by_rule, excluded.is_chosen_by_rule),"
                " submitted_at = coalesce(submitted_at, excluded.submitted_at) RETURNING id",
                values,
            ).fetchone()
        return int(row[0])

    def submissions(self, student: str = "", problem: str = "") -> Iterator[HandedIn]:
        """Programs by student, problem and attempt, without their content."""
        asked = {name: value for name, value in (("student", student), ("problem", problem)) if value}
        where = " AND ".join(f"{name} = ?" for name in asked) or "true"  # more conditions would hide the index
        query = f"SELECT {HANDED_IN} FROM submissions WHERE {where}"  # noqa: S608 - of our own words
        rows = self._open.execute(f"{query} ORDER BY problem, student, attempt, id", [*asked.values()])
        return map(handed_in_of, rows)

    def choose_by_rule(self) -> None:
        """Grade the files that the rules chose, whatever a person chose before."""
        with self._open:
            self._open.execute("UPDATE submissions SET is_chosen = is_chosen_by_rule")

    def choose(self, student: str, problem: str, path: str) -> bool:
        """Grade this file instead of the student's others for the problem; False if there is no file of this path."""
        mine = (student, problem)
        query = "SELECT id, path FROM submissions WHERE student = ? AND problem = ?"
        rows = self._open.execute(query, mine).fetchall()
        named = [row["id"] for row in rows if row["path"] == path or row["path"].endswith(f"/{path}")]
        if not named:
            return False
        with self._open:
            self._open.execute("UPDATE submissions SET is_chosen = 0 WHERE student = ? AND problem = ?", mine)
            self._open.execute("UPDATE submissions SET is_chosen = 1 WHERE id = ?", (named[-1],))
        return True

    def number_attempts(self) -> None:
        """Number each student's attempts at a problem by time, or in the order of arrival where no time is known.

        A file that the rules did not choose gets the number of the one that it could replace.
        """
        with self._open:
            self._open.execute(
                "UPDATE submissions SET attempt = (SELECT count(*) FROM submissions AS other WHERE"
                " other.student = submissions.student AND other.problem = submissions.problem AND"
                " other.is_chosen_by_rule AND (coalesce(other.submitted_at, ''), other.id)"
                " <= (coalesce(submissions.submitted_at, ''), submissions.id))"
            )

    def set_time(self, student: str, when: datetime) -> None:
        """Give a student's latest attempts a time, unless they have a better one than a commit's."""
        with self._open:
            self._open.execute(
                "UPDATE submissions SET submitted_at = ? WHERE student = ? AND (submitted_at IS NULL OR"
                " shape = 'github') AND attempt = (SELECT max(attempt) FROM submissions AS other WHERE"
                " other.student = submissions.student AND other.problem = submissions.problem)",
                (when.isoformat(), student),
            )

    def content(self, submission: int) -> bytes:
        """The bytes of a program."""
        row = self._open.execute("SELECT content FROM submissions WHERE id = ?", (submission,)).fetchone()
        return bytes(row[0]) if row else b""

    def add_answers(self, student: str, quiz: str, path: str, content: str) -> None:
        """Take in a student's answers to a quiz, and replace earlier ones."""
        with self._open:
            self._open.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?)", (student, quiz, path, content))

    def answers(self) -> list[tuple[str, str, str]]:
        """Student, quiz and text of all answers, in the order of the quizzes."""
        rows = self._open.execute("SELECT student, quiz, content FROM answers ORDER BY quiz, student")
        return [(row["student"], row["quiz"], row["content"]) for row in rows]

    def set_left_out(self, source: str, kind: str, left_out: Iterable[LeftOut]) -> None:
        """Replace the list of what was left out of a source."""
        with self._open:
            self._open.execute("DELETE FROM left_out WHERE source = ? AND kind = ?", (source, kind))
            rows = [(source, kind, each.path, each.reason) for each in left_out]
            self._open.executemany("INSERT INTO left_out VALUES (?, ?, ?, ?)", rows)

    def left_out(self, kind: str) -> list[LeftOut]:
        """What was left out, in the order in which it was found."""
        rows = self._open.execute("SELECT path, reason FROM left_out WHERE kind = ? ORDER BY rowid", (kind,))
        return [LeftOut(*row) for row in rows]

    # How it was graded.

    def record(self, *runs: Run) -> None:
        """Record runs in one transaction: all of them or none."""
        with self._open:
            for run in runs:
                self._open.execute(
                    "INSERT INTO runs SELECT ?, (SELECT coalesce(max(number), 0) + 1 FROM runs WHERE submission = ?),"
                    " ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?",
                    (run.submission, run.submission, *values_of(run)),
                )

    def last_run(self, submission: int) -> Run | None:
        """The latest grading of a submission."""
        query = "SELECT * FROM runs WHERE submission = ? ORDER BY number DESC LIMIT 1"
        row = self._open.execute(query, (submission,)).fetchone()
        return run_of(row) if row else None

    def made_with(self) -> dict[int, tuple[MadeWith, bool]]:
        """What each submission was last graded with, and whether the grader failed on it."""
        rows = self._open.execute(
            "SELECT submission, suite, seed, dropgrade, outcomes FROM runs"
            " WHERE (submission, number) IN (SELECT submission, max(number) FROM runs GROUP BY submission)"
        )
        return {row[0]: ((row[1], row[2], row[3]), '"needs_review"' in row[4]) for row in rows}

    # What was judged, for comparison with the next time.

    def judged(self) -> dict[tuple[str, str], tuple[float, dict[str, str]]]:
        """The score and the outcomes of each student and problem, as they were shown last."""
        rows = self._open.execute("SELECT * FROM judged")
        return {(row["student"], row["problem"]): (row["score"], json.loads(row["outcomes"])) for row in rows}

    def set_judged(self, judged: Mapping[tuple[str, str], tuple[float, Mapping[str, str]]]) -> None:
        """Replace the scores and outcomes that were shown last."""
        with self._open:
            self._open.execute("DELETE FROM judged")
            rows = [(*key, score, json.dumps(dict(outcomes))) for key, (score, outcomes) in judged.items()]
            self._open.executemany("INSERT INTO judged VALUES (?, ?, ?, ?)", rows)
