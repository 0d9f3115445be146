"""Take sources into the book: whose submission each is, and which file is graded for which problem."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path, PurePath, PurePosixPath

from dropgrade.classroom.book import Book
from dropgrade.classroom.grades import FAULT, LeftOut
from dropgrade.classroom.intake import SHAPES, opened_source, recognised
from dropgrade.classroom.intake.arrivals import Arrival, Entry, Listing, arrivals_of
from dropgrade.classroom.intake.unpacking import TooMuch, Unpacked, content, unpacked
from dropgrade.classroom.intake.zip_reading import BadArchive
from dropgrade.classroom.quiz_answers import answers_of, quiz_answered
from dropgrade.classroom.roster import Roster
from dropgrade.classroom.rows import HandedIn, Student
from dropgrade.classroom.typed_text import program_in
from dropgrade.course.course import Course
from dropgrade.errors import SubmissionError
from dropgrade.submission.choosing import Choice, choose
from dropgrade.submission.claims import Candidate, asked_names, is_untouched
from dropgrade.submission.folders import SUFFIXES
from dropgrade.submission.submission import largest, one_of

TYPED = "onlinetext"
"""The folder of text that was typed into the system."""
GUIDES = ("README.md", "problem.toml", "course.toml", "the-map.md")


@dataclass(slots=True)
class Intake:
    """The contents of a source: its shape, the students, and what could not be taken in.

    `elsewhere` counts programs for problems that were not asked for.
    """

    source: str
    shape: str
    students: dict[str, Student] = field(default_factory=dict)
    elsewhere: int = 0
    unmatched: list[LeftOut] = field(default_factory=list)
    review: list[LeftOut] = field(default_factory=list)
    answers: list[tuple[str, str, str]] = field(default_factory=list)
    """Quiz, path and text of the answers in the submission at hand."""


def take_in(
    book: Book, course: Course, source: Path, roster: Roster | None, asked: Sequence[str], shape: str | None
) -> list[Intake]:
    """Add a source to the book; returns what was found in each part of it.

    Without a roster, the id that each system gives is the student. Raises `TargetError` where it cannot be read.
    """
    with opened_source(source) as listings:
        return [_take_in(book, course, listing, roster, asked, shape) for listing in listings]


def _take_in(
    book: Book, course: Course, listing: Listing, roster: Roster | None, asked: Sequence[str], named: str | None
) -> Intake:
    name, place = recognised(listing, named, roster.is_student if roster else lambda _: False)
    arrivals, stray = arrivals_of(SHAPES[name], place)
    intake = Intake(str(listing.source), SHAPES[name].title(place), unmatched=stray)
    for arrival in arrivals:
        students = _students(arrival, roster, intake)
        blank = replace(BLANK, source=intake.source, shape=name)
        rows = _rows(course, asked, arrival, blank, intake) if students else []
        for student in students:
            for row in rows:
                book.add(replace(row, student=student.id))
            for answers in intake.answers:
                book.add_answers(student.id, *answers)
        intake.answers.clear()
    book.set_left_out(intake.source, "unmatched", intake.unmatched)
    book.set_left_out(intake.source, "review", intake.review)
    return intake


UNTOUCHED = "it is as it was handed out, in the first commit; nothing was pushed since."
BLANK = HandedIn("", "", "", "", "", "", b"")


def _students(arrival: Arrival, roster: Roster | None, intake: Intake) -> list[Student]:
    """The students of a submission, all of a group; an unknown one is noted."""
    found = []
    for person in arrival.people or ({},):
        student = roster.find(person) if roster else _by_own_id(arrival, person)
        if isinstance(student, str):
            intake.unmatched.append(LeftOut(_shown(arrival), student))
        else:
            found.append(student)
            intake.students[student.id] = student
    return found


def _by_own_id(arrival: Arrival, person: Mapping[str, str]) -> Student | str:
    return Student(next(iter(person.values())), arrival.name) if person else "nothing says who handed it in."


def _shown(arrival: Arrival) -> str:
    """The path of a submission: its only file, or the folder around all of its files."""
    return str(arrival.files[0][1].path) if len(arrival.files) == 1 else arrival.place


def _rows(course: Course, asked: Sequence[str], arrival: Arrival, blank: HandedIn, intake: Intake) -> list[HandedIn]:
    """The rows of a submission, one for each problem and file that may be graded."""
    if arrival.is_as_handed_out:
        intake.unmatched.append(LeftOut(_shown(arrival), UNTOUCHED))
        return []
    try:
        with unpacked(arrival) as found:
            intake.unmatched += found.left
            rows = list(_graded(course, asked, arrival, found, blank, intake))
            stubs = [row for row in rows if arrival.is_first_commit and row.is_stub]
            intake.unmatched += [LeftOut(row.path, UNTOUCHED) for row in stubs]
            return [row for row in rows if row not in stubs]
    except TooMuch as error:
        intake.unmatched.append(LeftOut(_shown(arrival), str(error)))
    except (OSError, sqlite3.Error):
        raise
    except Exception as error:  # noqa: BLE001 - one submission that trips us must not keep the others waiting
        intake.review.append(LeftOut(_shown(arrival), f"{FAULT}: {type(error).__name__}: {error}"))
    return []


def _graded(
    course: Course, asked: Sequence[str], arrival: Arrival, found: Unpacked, blank: HandedIn, intake: Intake
) -> Iterator[HandedIn]:
    """The rows of a submission; every file that is not graded is noted with its reason."""
    entries: dict[PurePath, Entry] = {}
    candidates = []
    for inner, entry in found.files:
        if inner.suffix.lower() in SUFFIXES or inner.parts[0] == TYPED:
            entries[inner] = entry
            candidates.append(Candidate(inner, partial(_content, inner, entry), entry.changed))
        elif (quiz := quiz_answered(course, inner.name)) and (text := answers_of(entry)) is not None:
            entries[inner] = entry
            intake.answers.append((quiz, str(entry.path), text))
    candidates, wordy = _without_mere_words(course, asked, candidates)
    intake.unmatched += [LeftOut(str(entries[c.path].path), "what was typed defines no function.") for c in wordy]
    choice = choose(course, asked, candidates)
    intake.elsewhere += choice.elsewhere
    _note(course, arrival, found, entries, choice, intake)
    for problem, candidate, is_chosen in choice.all():
        row = replace(blank, problem=problem, path=str(entries[candidate.path].path), is_chosen=is_chosen)
        try:
            data = _whole(candidate, choice.modules[problem])
        except SubmissionError as error:
            intake.unmatched.append(LeftOut(row.path, error.message))
            continue
        yield replace(
            row,
            sha256=hashlib.sha256(data).hexdigest(),
            content=data,
            submitted_at=arrival.submitted_at,
            marked_late=arrival.marked_late,
            is_stub=is_untouched(course, problem, Candidate(candidate.path, partial(bytes, data))),
        )


def _whole(main: Candidate, modules: Mapping[str, Candidate]) -> bytes:
    """A program with all of its files, as one; raises `SubmissionError` where one cannot be read."""
    others = {module: (Path(each.path), each.load()) for module, each in modules.items()}
    return one_of(Path(main.path), main.load(), others)


def _without_mere_words(
    course: Course, asked: Sequence[str], candidates: Sequence[Candidate]
) -> tuple[list[Candidate], list[Candidate]]:
    """Separate the candidates from typed text that defines no function that is asked for."""
    names = frozenset[str]().union(*asked_names(course, asked).values())
    wordy = [c for c in candidates if c.path.parts[0] == TYPED and not c.defined & names]
    return [c for c in candidates if c not in wordy], wordy


def _content(inner: PurePosixPath, entry: Entry) -> bytes:
    try:
        data = content(entry, largest(inner) + 1)
    except BadArchive as error:
        raise SubmissionError(str(error), "Ask for the file once more.") from None
    return program_in(data) if inner.parts[0] == TYPED else data


def _note(
    course: Course,
    arrival: Arrival,
    found: Unpacked,
    entries: Mapping[PurePath, Entry],
    choice: Choice,
    intake: Intake,
) -> None:
    for left in choice.left:
        line = LeftOut(str(entries[left.path].path), left.reason)
        (intake.review if left.is_question else intake.unmatched).append(line)
    others = [entry for inner, entry in found.files if inner not in entries and not _is_handed_out(course, inner)]
    intake.unmatched += [LeftOut(str(entry.path), "it is neither a .py file nor a notebook.") for entry in others]
    if not found.files and not found.left:
        intake.unmatched.append(LeftOut(_shown(arrival), "it is empty."))


def _is_handed_out(course: Course, inner: PurePosixPath) -> bool:
    """Whether the course hands out such a file, for example data or a guide."""
    if inner.name in GUIDES:
        return True
    if "exercises" not in inner.parts:
        return False
    below = inner.parts[inner.parts.index("exercises") :]
    return course.authority.joinpath(*below).is_file()
