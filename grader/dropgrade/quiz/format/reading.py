"""The quizzes of a course: their names, and reading each file with every fault of its form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dropgrade.course.course import Course
from dropgrade.course.faults import Fault, sound, unreadable
from dropgrade.errors import TargetError
from dropgrade.quiz.format.model import Quiz
from dropgrade.submission.targets import one_of

FENCE = re.compile(r"```+|~~~+")
NAME = re.compile(r"q\d\d_[a-z][a-z0-9_]*")


def quiz_names(course: Course) -> list[str]:
    """Return the quizzes' names in order; pipes are skipped, because reading one would block."""
    stems = (f.stem for f in (course.statements / "quizzes").glob("*.md") if not f.is_fifo())
    return sorted(stem for stem in stems if NAME.fullmatch(stem))


def read_quiz(course: Course, name: str) -> Quiz:
    """Read a quiz; raises a `CourseError` that lists every fault."""
    return sound(*examine_quiz(course, name))


def examine_quiz(course: Course, name: str) -> tuple[Quiz | None, list[Fault]]:
    """Return a quiz without faults, or None and every fault."""
    file = course.statements / "quizzes" / f"{name}.md"
    if not NAME.fullmatch(name):
        return None, [Fault(file, 0, f"{name!r} is not a name like q01_how_dropout_works", "Rename the file.")]
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        return None, [unreadable(file, error, "Write the quiz there.")]
    return _examine_text(name, file, text)


@dataclass(frozen=True, slots=True)
class Glimpse:
    """What the headings of a quiz say."""

    title: str
    questions: int
    has_key: bool


def glimpse_quiz(course: Course, name: str) -> Glimpse | None:
    """Return a quiz's title and number of questions without parsing it; None if it cannot be read."""
    try:
        text = (course.statements / "quizzes" / f"{name}.md").read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None
    outside = "\n".join(_outside_of_code(text))
    title = re.search(r"^# +(.+?) *$", outside, re.MULTILINE)
    has_key = not re.search(r"^<!-- *without key\b", outside, re.MULTILINE)
    return Glimpse(title[1] if title else name, len(re.findall(r"^## ", outside, re.MULTILINE)), has_key)


def _outside_of_code(text: str) -> Iterator[str]:
    fence = ""
    for line in text.split("\n"):
        opening = FENCE.match(line)
        if fence:
            fence = "" if line.startswith(fence) else fence
        elif opening:
            fence = opening[0]
        else:
            yield line


def _examine_text(name: str, file: Path, text: str) -> tuple[Quiz | None, list[Fault]]:
    from dropgrade.quiz.format.quiz_form import read_form  # with the parser, for which only quizzes should pay

    if faults := _control_characters(file, text):
        return None, faults
    form, found = read_form(text)
    if found:
        return None, [Fault(file, *each) for each in sorted(found, key=lambda each: each[0])]
    return Quiz(name, file, *form), []


def _control_characters(file: Path, text: str) -> list[Fault]:
    """Return faults for control characters, which editors hide, terminals obey and parsers misread."""
    return [
        Fault(file, number, f"holds the control character U+{ord(c):04X}", "Take it out.")
        for number, line in enumerate(text.split("\n"), 1)
        for c in dict.fromkeys(line)
        if unicodedata.category(c) == "Cc" and c != "\t"
    ]


def quiz_named(names: Sequence[str], word: str) -> str:
    """Return the quiz that a word names, by prefix or topic; raises `TargetError` if there is none."""
    if found := one_of(names, word):
        return found
    hint = f"The quizzes are {', '.join(names)}." if names else "This course has no quizzes: dropgrade new quiz NAME"
    raise TargetError(f"There is no quiz {word!r}.", hint)
