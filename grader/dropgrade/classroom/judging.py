"""Turn the book into grades: which attempt counts, lateness, and a person's overrides."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dropgrade.classroom.book import Book
from dropgrade.classroom.book_file import opened_book
from dropgrade.classroom.grades import ClassGrades, LeftOut, ProblemGrade, StudentGrade
from dropgrade.classroom.lateness import DAY, Policy, value_of
from dropgrade.classroom.overrides import FILE, Overrides, read_overrides
from dropgrade.classroom.policy_file import FILE as POLICY
from dropgrade.classroom.policy_file import read_policy
from dropgrade.classroom.roster import roster_of
from dropgrade.classroom.rows import Graded, HandedIn, Run, Student
from dropgrade.report import Outcome
from dropgrade.screen.text import many

MOST = 12
"""How many students are listed; the rest are counted."""


def judge(folder: Path) -> ClassGrades:
    """The grades of the class whose book lies in a folder.

    Raises `TargetError` where there is none, or where `policy.toml` or `overrides.csv` is faulty.
    """
    with opened_book(folder) as book:
        return judge_book(book, folder)


def judge_book(book: Book, folder: Path) -> ClassGrades:
    """The grades of the class in an open book, by the policy and the overrides in its folder."""
    rules = read_rules(book, folder)
    judge_ = _Judge(book, rules)
    students = tuple(judge_.student(student) for student in rules.students)
    return ClassGrades(
        book.fact("course"),
        book.fact("version"),
        students,
        inputs_hidden_until=rules.policy.inputs_hidden_until,
        unmatched=tuple(_unmatched(book, rules)),
        review=(*_open_questions(book, rules), *judge_.review, *judge_.unknown_times(), *_unread(students)),
    )


def _unmatched(book: Book, rules: Rules) -> list[LeftOut]:
    """The files that were left out, without those that a person has chosen."""
    named = {key for key, word in rules.overrides.items() if word.file}
    chosen = {handed.path for key in named for handed in book.submissions(*key) if handed.is_chosen}
    return [left for left in book.left_out("unmatched") if left.path not in chosen]


def _open_questions(book: Book, rules: Rules) -> list[LeftOut]:
    """The files in question that no person has decided on yet."""
    answered = {handed.path for key in rules.overrides for handed in book.submissions(*key)}
    return [left for left in book.left_out("review") if left.path not in answered]


def _unread(students: Sequence[StudentGrade]) -> Iterator[LeftOut]:
    """The points that a person has still to give, a line for each problem."""
    waiting = defaultdict[str, list[str]](list)
    for student in students:
        for grade in student.problems:
            if grade.to_be_read:
                waiting[grade.problem].append(student.id)
    for problem, ids in waiting.items():
        named = ", ".join(ids[:MOST]) + (f" and {len(ids) - MOST} more" if len(ids) > MOST else "")
        words = f"{problem}: a person still has to give points to {named}. A row such as {ids[0]},{problem},+1 does."
        yield LeftOut(FILE, words)


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules that turn runs into grades: students, problems, the policy and the overrides."""

    students: Sequence[Student]
    problems: Sequence[Graded]
    policy: Policy
    overrides: Overrides
    where: Path
    """The file of the overrides."""


def read_rules(book: Book, folder: Path) -> Rules:
    """The rules in a folder; raises `TargetError` where they are faulty."""
    students, problems = book.students(), book.problems()
    names = [problem.name for problem in problems]
    columns = list(dict.fromkeys(column for student in students for column in student.roster))
    policy = read_policy(folder, names, columns)
    overrides = read_overrides(folder, {each.name: each.max_score for each in problems}, roster_of(students))
    return Rules(students, problems, policy, overrides, folder / FILE)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A submission and its points: `raw` before lateness, `score` after it."""

    handed: HandedIn
    run: Run | None
    late_days: float
    raw: float
    score: float


class _Judge:
    """Judges one student after the other, and collects in `review` what a person has to look at."""

    def __init__(self, book: Book, rules: Rules) -> None:
        self._book, self._rules, self._policy = book, rules, rules.policy
        self.review: list[LeftOut] = []
        self._timeless = 0
        self._groups = defaultdict[str, list[str]](list)
        for student in rules.students:
            self._groups[self._group(student)].append(student.id)

    def _group(self, student: Student) -> str:
        """The group of a student; one without a group is alone in it."""
        value = value_of(student.roster, self._policy.group_column) if self._policy.group_column else ""
        return f"group {value}" if value else f"student {student.id}"

    def student(self, student: Student) -> StudentGrade:
        grades, free = {}, self._policy.penalty.free_days
        for problem in sorted(self._rules.problems, key=lambda each: self._due(each, student)):
            grade, used = self._grade(student, problem, free)
            grades[problem.name] = self._with_override(student, grade)
            free -= used
        ordered = tuple(grades[problem.name] for problem in self._rules.problems)
        return StudentGrade(student.id, student.name, ordered, student.roster)

    def _due(self, problem: Graded, student: Student) -> tuple[float, str]:
        due = self._policy.due_for(problem.name, student.roster)
        return (due.timestamp() if due else math.inf), problem.name

    def _grade(self, student: Student, problem: Graded, free_days: float) -> tuple[ProblemGrade, float]:
        """The grade for a problem, and how many free days it has used."""
        attempts = list(self._attempts(student, problem))
        if not attempts:
            return ProblemGrade(problem.name, problem.title, 0.0, problem.max_score), 0.0
        counted = max(attempts, key=lambda each: each.score) if self._policy.counts_best else attempts[-1]
        used = min(free_days, float(math.ceil(counted.late_days))) if not self._policy.penalty.is_none else 0.0
        score = self._policy.penalty.after(counted.raw, problem.max_score, counted.late_days - used)
        self._look_at(student, counted)
        before = attempts[: attempts.index(counted)]
        return _problem_grade(problem, counted, score, tuple(each.score for each in before)), used

    def _attempts(self, student: Student, problem: Graded) -> Iterator[Attempt]:
        """The attempts of a student, or of anyone in the group, by time."""
        members = self._groups[self._group(student)]
        every = [h for member in members for h in self._book.submissions(member, problem.name) if h.is_chosen]
        if len(members) > 1:
            every.sort(key=lambda each: (each.submitted_at.timestamp() if each.submitted_at else 0.0, each.id))
        for handed in every:
            run = self._book.last_run(handed.id)
            late = (self._policy.late_seconds(problem.name, student.roster, handed.submitted_at) or 0.0) / DAY
            raw = run.score if run else 0.0
            yield Attempt(handed, run, late, raw, self._policy.penalty.after(raw, problem.max_score, late))

    def _with_override(self, student: Student, grade: ProblemGrade) -> ProblemGrade:
        word = self._rules.overrides.get((student.id, grade.problem))
        if word is None:
            return grade
        is_settled = word.change is not None and not word.is_relative
        return replace(
            grade,
            score=word.applied_to(grade.score, grade.max_score),
            comment=word.comment,
            to_be_read=0.0 if word.change is not None else grade.to_be_read,
            overridden_by=word.by or ("a person" if word.change is not None else ""),
            needs_review=grade.needs_review and not is_settled,
        )

    def _look_at(self, student: Student, attempt: Attempt) -> None:
        """Note what a person has to look at."""
        handed = attempt.handed
        if (student.id, handed.problem) in self._rules.overrides:
            return
        about = f"{student.id}, {handed.problem}"
        if attempt.run is None:
            self.review.append(LeftOut(handed.path, f"{about}: it is not graded yet; run dropgrade grade again."))
        elif attempt.run.report.get("outcome") == Outcome.NEEDS_REVIEW.value:
            self.review.append(LeftOut(handed.path, f"{about}: the grader itself failed, so this is not a grade yet."))
        is_timed = handed.submitted_at is not None or self._policy.penalty.is_none
        self._timeless += not is_timed and not handed.marked_late
        if handed.marked_late and handed.submitted_at is None and not self._policy.penalty.is_none:
            self.review.append(LeftOut(handed.path, f"{about}: the platform calls it late, but not how late."))

    def unknown_times(self) -> list[LeftOut]:
        """A line if lateness costs points but the times of submissions are unknown."""
        words = "handed in at a time that is not known: name the platform's list of submissions (CSV) as a SOURCE, too."
        return [LeftOut(POLICY, f"{many(self._timeless, 'submission')} {words}")] if self._timeless else []


def _to_be_read(report: Mapping[str, object]) -> float:
    points = report.get("to_be_read", 0.0)
    return float(points) if isinstance(points, int | float) else 0.0


def _problem_grade(problem: Graded, counted: Attempt, score: float, earlier: tuple[float, ...]) -> ProblemGrade:
    run, handed = counted.run, counted.handed
    return ProblemGrade(
        problem.name,
        problem.title,
        score,
        problem.max_score,
        report=run.report if run else None,
        source=handed.path,
        program=run.program if run else "",
        submitted_at=handed.submitted_at,
        late_days=round(counted.late_days, 6),
        attempt=handed.attempt,
        earlier=earlier,
        to_be_read=_to_be_read(run.report) if run else 0.0,
        needs_review=run is None or run.report.get("outcome") == Outcome.NEEDS_REVIEW.value,
    )
