"""Questions on their way into a quiz: what was read of them elsewhere, as Markdown, and what could not be."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field

from dropgrade.course.quizzes.form import UNFIT
from dropgrade.course.quizzes.markdown import plain
from dropgrade.course.quizzes.options import MOST

LONGEST = 40
FRACTION = 0.01


@dataclass(frozen=True, slots=True)
class Note:
    """What was not carried, or not as it was: where, and a sentence; line 0 is unknown."""

    line: int
    question: str
    message: str

    def __str__(self) -> str:
        place = [f"line {self.line}"] if self.line else []
        return (
            ", ".join([*place, *([f"`{self.question}`"] if self.question else [])] or ["the quiz"])
            + f": {self.message}"
        )


@dataclass(slots=True)
class Choice:
    """An option; `weight` is what it adds there, in percent."""

    text: str
    is_right: bool
    reason: str = ""
    weight: float = math.nan


@dataclass(slots=True)
class Draft:
    """A question; its name is whatever it was called there."""

    name: str
    line: int = 0
    prompt: str = ""
    choices: list[Choice] = field(default_factory=list)
    number: tuple[float, float] | None = None
    hint: str = ""
    explanation: str = ""
    keeps_order: bool = False


@dataclass(slots=True)
class Source:
    """All that was read of a file."""

    title: str = ""
    introduction: str = ""
    questions: list[Draft] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def note(self, message: str, draft: Draft | None = None, line: int = 0) -> None:
        """Say what is not carried."""
        self.notes.append(Note(draft.line if draft else line, draft.name if draft else "", message))

    def add(self, draft: Draft) -> None:
        """Take a question over, or say why not."""
        reason = _unfit(draft)
        if reason:
            self.note(f"left out: {reason}", draft)
            return
        self.questions.append(draft)
        _note_weights(self, draft)


def fitting_id(name: str) -> str:
    """The id nearest to a name, or nothing."""
    return UNFIT.sub("-", name.lower()).strip("-")[:LONGEST].strip("-")


def shortened(markdown: str) -> str:
    """The first words of a text, as a note quotes them."""
    return " ".join(plain(markdown).split())[:LONGEST]


def heading(text: str) -> str:
    """A text in one line, as a heading needs it."""
    return re.sub(r"(#+)\Z", r"\\\1", " ".join(text.replace("\\\n", " ").split()))


def _unfit(draft: Draft) -> str:
    """Why a question cannot be asked, if so."""
    if draft.number is not None:
        return "" if all(map(math.isfinite, draft.number)) else "its number is none"
    right = sum(choice.is_right for choice in draft.choices)
    if not right:
        return "no option is right"
    if right == len(draft.choices):
        return "no option is wrong"
    return f"it has more than {MOST} options" if len(draft.choices) > MOST else ""


def _note_weights(source: Source, draft: Draft) -> None:
    """Say where a question is marked otherwise: here all right options must be chosen, and no other."""
    for choice in draft.choices:
        if math.isnan(choice.weight):
            continue
        alike = sum(other.is_right == choice.is_right for other in draft.choices)
        right = sum(other.is_right for other in draft.choices)
        expected = 100 / alike if choice.is_right else -100 / alike if right > 1 else 0
        if abs(choice.weight - expected) > FRACTION:
            kind = "right" if choice.is_right else "wrong"
            source.note(
                f"the option {shortened(choice.text)!r} weighs {choice.weight:g} % there; here it is {kind}", draft
            )
