"""From sources to grades: take in, grade what is due, work out the grades, and compare them with the last ones."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from filelock import FileLock, Timeout

from dropgrade.classroom.book import Book
from dropgrade.classroom.book_file import opened_book
from dropgrade.classroom.class_run import Engine, due, grade_due, on_this_machine
from dropgrade.classroom.deltas import Delta, deltas_since, snapshot
from dropgrade.classroom.grades import ClassGrades
from dropgrade.classroom.judging import Rules, judge_book, read_rules
from dropgrade.classroom.policy_file import read_policy
from dropgrade.classroom.roster import Roster, read_roster, roster_of
from dropgrade.classroom.rows import Graded, HandedIn
from dropgrade.classroom.standard import Standard
from dropgrade.classroom.submission_times import SUFFIX, take_times
from dropgrade.classroom.taking_in import Intake, take_in
from dropgrade.course.course import Course
from dropgrade.errors import TargetError

LOCK = ".lock"
SEEDS = 2**32


@dataclass(frozen=True, slots=True)
class Order:
    """The options of a grading, as the instructor gave them."""

    sources: Sequence[Path]
    folder: Path
    course: Course
    roster: Path | None = None
    problems: Sequence[str] = ()
    shape: str | None = None
    seed: int | None = None
    engine: Engine | None = None
    """What grades; by default, one process of this machine."""
    again: bool = False


@dataclass(slots=True)
class Day:
    """The result of an order: what was taken in, how many submissions were graded, and the grades."""

    seed: int
    grades: ClassGrades
    intakes: list[Intake] = field(default_factory=list)
    graded: int = 0
    outdated: int = 0
    """Submissions that were graded before a suite or the seed changed, and were not graded again."""
    dropped: list[str] = field(default_factory=list)
    """Problems that counted last time and no longer do."""
    deltas: list[Delta] | None = None


def grade_class(order: Order, on_intake: Callable[[Intake], None], on_progress: Callable[[int, int], None]) -> Day:
    """Grade a class; results are recorded in the book in the order's folder as they arrive.

    Raises `TargetError` if something was asked for that cannot be done, and `GraderFault` if nothing can be
    graded on this machine.
    """
    with opened_book(order.folder, new=bool(order.sources)) as book, _alone(order.folder):
        _same_course(book, order)
        seed = _seed(book, order)
        roster = _roster(book, order)
        if roster is not None:
            roster.group_column = _group_column(order, roster)
        intakes = _taken_in(book, order, roster, on_intake)
        problems = _problems(book, order)
        standard = Standard.of(order.course, seed, problems)
        dropped = [problem.name for problem in book.problems() if problem.name not in problems]
        _note(book, standard)
        rules = read_rules(book, order.folder)  # faults in them are reported before anything is graded
        _choose(book, rules)
        before = book.judged()
        works = due(book, standard, again=order.again)
        grade_due(book, standard, works, order.engine or on_this_machine(1), on_progress, _lateness(rules))
        graded = sum(len(work.handed) for work in works)
        outdated = sum(len(work.handed) for work in due(book, standard, again=True)) if not order.again else 0
        grades = judge_book(book, order.folder)
        day = Day(seed, grades, intakes, graded, outdated, dropped)
        if before:
            day.deltas = deltas_since(before, grades)
        book.set_judged(snapshot(grades))
        return day


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one command at a time write into a folder."""
    lock = FileLock(folder / LOCK, mode=0o600)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise TargetError(f"Another command is grading into {folder}.", "Wait for it to end.") from None
    try:
        yield
    finally:
        lock.release()


def _same_course(book: Book, order: Order) -> None:
    """Refuse a course of another name, such as the installed one: its problems would replace those of the class."""
    kept, name = book.fact("course"), order.course.identity.name
    if kept and name and kept != name:
        raise TargetError(
            f"The grades in {order.folder} are of the course {kept}, and this is {name}.",
            f"Name the course {kept}: --course DIR. Or name another folder for {name}: --into FOLDER",
        )


def _seed(book: Book, order: Order) -> int:
    """The seed of the class, which stays the same unless everything is graded again."""
    kept = book.fact("seed")
    if kept and order.seed is not None and int(kept) != order.seed and not order.again:
        raise TargetError(
            f"This class is graded with the seed {kept}.", f"To grade all of it anew: --again --seed {order.seed}"
        )
    seed = order.seed if order.seed is not None else int(kept) if kept else secrets.randbelow(SEEDS)
    book.note("seed", str(seed))
    return seed


def _roster(book: Book, order: Order) -> Roster | None:
    """The roster that is named, or the one of the last run; None if there was none."""
    if order.roster is not None:
        roster = read_roster(order.roster)
        book.set_students(roster.students)
        book.note("roster", str(order.roster))
        book.set_left_out("roster", "unmatched", roster.left)
        return roster
    return roster_of(book.students()) if book.fact("roster") else None


def _group_column(order: Order, roster: Roster) -> str:
    """The policy's column of groups; a fault in the policy is reported before anything is taken in."""
    columns = list(dict.fromkeys(column for student in roster.students for column in student.roster))
    return read_policy(order.folder, order.course.names(), columns).group_column


def _taken_in(book: Book, order: Order, roster: Roster | None, on_intake: Callable[[Intake], None]) -> list[Intake]:
    found: list[Intake] = []
    asked = order.problems or order.course.names()
    lists = [source for source in order.sources if source.suffix.lower() == SUFFIX]
    for source in order.sources:
        if source in lists:
            continue
        for intake in take_in(book, order.course, source, roster, asked, order.shape):
            found.append(intake)
            on_intake(intake)
    if roster is None:
        known = {student.id: student for student in book.students()}
        for intake in found:
            known = {**intake.students, **known}
        book.set_students(known.values())
    book.number_attempts()
    for file in lists:
        count, left = take_times(book, file, roster)
        book.set_left_out(str(file), "unmatched", left)
        on_intake(Intake(str(file), f"the times of {count} students"))
    return found


def _problems(book: Book, order: Order) -> list[str]:
    """The problems that are graded: those that were named, otherwise those with any submission."""
    if order.problems:
        return list(order.problems)
    names = order.course.names()
    if not order.sources and (before := [problem.name for problem in book.problems()]):
        return [name for name in before if name in names]
    worked_on = {handed.problem for handed in book.submissions() if not handed.is_stub}
    any_ = worked_on or {handed.problem for handed in book.submissions()}
    return [name for name in names if name in any_]


def _choose(book: Book, rules: Rules) -> None:
    """Choose the files named in the overrides; raises `TargetError` if there is no file of that name."""
    book.choose_by_rule()
    for word in rules.overrides.values():
        if word.file and not book.choose(word.student, word.problem, word.file):
            message = f"{rules.where}: {word.student} has handed in no {word.file} for {word.problem}."
            hint = "Name a file that `grade` lists as an earlier version or as a question, by its path there."
            raise TargetError(message, hint)


def _lateness(rules: Rules) -> Callable[[HandedIn], float | None]:
    rows = {student.id: student.roster for student in rules.students}
    return lambda handed: rules.policy.late_seconds(handed.problem, rows.get(handed.student, {}), handed.submitted_at)


def _note(book: Book, standard: Standard) -> None:
    book.note("course", standard.name)
    book.note("version", standard.version)
    book.set_problems(
        Graded(name, problem.title, sum(check.points for check in problem.checks), standard.suites[name])
        for name, problem in standard.problems.items()
    )
