"""Questions on their way into a quiz: what was read of them elsewhere, as Markdown, and what could not be."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from decimal import Decimal
from html import escape

from dropgrade.course.prose import plain
from dropgrade.errors import CourseError
from dropgrade.quiz.exchange.html_reader import to_markdown
from dropgrade.quiz.exchange.html_writer import render
from dropgrade.quiz.format.options import DIGITS, MOST
from dropgrade.quiz.format.quiz_form import UNFIT

LONGEST = 40
FRACTION = 0.01
FULL = 100.0
"""What an answer earns that is right by itself, in percent."""
LONGEST_TEXT = 10_000
"""Characters of a text, without the pictures that are written out in it."""
EMBEDDED = re.compile(r"data:[\w/+.;,=%-]{200,}")
SHOWN = 60
SLASH = re.compile(r"(?<!/)/(?!/)")
"""What separates categories; two slashes are a slash in a name."""


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

    def markdown(self, text: str, form: str, draft: Draft) -> str:
        """A text of a question as Markdown, with a note on each thing that it loses."""
        text = EMBEDDED.sub(lambda m: m[0][:SHOWN], text.strip())
        if len(text) > LONGEST_TEXT:
            place = f"line {draft.line}" if draft.line else f"the question {draft.name!r}"
            message = f"{place}: a text has {len(text):,} characters"
            raise CourseError(message, f"Keep to {LONGEST_TEXT:,}, or divide the question.")
        markdown, missing = converted(text, form)
        for message in missing:
            self.note(message, draft)
        return markdown

    def may_introduce(self, draft: Draft) -> bool:
        """Whether a text that asks nothing can introduce the quiz: the first one can, above all questions."""
        is_first = not self.introduction and not self.questions
        if not is_first:
            self.note("left out: a text that asks nothing, among the questions", draft)
        return is_first

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


def title_of(category: str) -> str:
    """The last name in the path of a category."""
    return converted(SLASH.split(category)[-1].replace("//", "/"), "plain")[0]


def counts_as_right(weight: float, *, single: bool) -> bool:
    """Whether an option of this weight is right, where one option is chosen or where several are."""
    return weight >= FULL if single else weight > 0


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


EMPTY_LINES = re.compile(r"\n[ \t]*\n\s*")
NUMBER = re.compile(DIGITS)


def converted(text: str, form: str) -> tuple[str, list[str]]:
    """A text as Markdown, and what was left out of it; `form` is html, markdown, plain or auto."""
    match form:
        case "markdown":
            return to_markdown(render(text, trusts_html=True))
        case "plain":
            return to_markdown(_paragraphs(escape(text)))
        case "auto":
            return to_markdown(_paragraphs(text))
    return to_markdown(text)


def number(text: str) -> float | None:
    """The number that a text says, if it is one."""
    text = text.strip()
    return float(text.replace("\N{MINUS SIGN}", "-")) if NUMBER.fullmatch(text) else None


def between(low: float, high: float) -> tuple[float, float]:
    """The middle of a range and how far its ends lie from there, without the noise of binary fractions."""
    first, second = Decimal(repr(low)), Decimal(repr(high))
    return float((first + second) / 2), float(abs(second - first) / 2)


def decoded(content: bytes) -> str:
    """The text of a file."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise CourseError(f"line {line} is not UTF-8 text", "Save the file as UTF-8.") from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def broken(line: int, message: str, hint: str) -> CourseError:
    """The error of a file that cannot be read, with its line."""
    return CourseError(f"line {line}: {message}", hint)


def _paragraphs(text: str) -> str:
    """Text whose empty lines part paragraphs, as HTML."""
    return "".join(f"<p>{part}</p>" for part in EMPTY_LINES.split(text.strip()))
