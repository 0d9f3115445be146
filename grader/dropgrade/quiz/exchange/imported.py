"""Imported questions: what was read, as Markdown, and notes on what could not be converted."""

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
"""The weight of an answer that is right by itself, in percent."""
LONGEST_TEXT = 10_000
"""The maximum length of a text in characters, without embedded images."""
EMBEDDED = re.compile(r"data:[\w/+.;,=%-]{200,}")
SHOWN = 60
SLASH = re.compile(r"(?<!/)/(?!/)")
"""Separates categories; two slashes are a slash in a name."""


@dataclass(frozen=True, slots=True)
class Note:
    """A note on something lost or changed: its place and a sentence; line 0 means unknown."""

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
    """An option; `weight` is its weight in the other system, in percent."""

    text: str
    is_right: bool
    reason: str = ""
    weight: float = math.nan


@dataclass(slots=True)
class Draft:
    """A question with the name that it had in the other system."""

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
    """Everything that was read from a file."""

    title: str = ""
    introduction: str = ""
    questions: list[Draft] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def note(self, message: str, draft: Draft | None = None, line: int = 0) -> None:
        """Add a note on something that is lost."""
        self.notes.append(Note(draft.line if draft else line, draft.name if draft else "", message))

    def markdown(self, text: str, form: str, draft: Draft) -> str:
        """Convert a text of a question to Markdown, with a note on everything that is lost."""
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
        """Whether a text without a question can introduce the quiz: only the first one, before all questions."""
        is_first = not self.introduction and not self.questions
        if not is_first:
            self.note("left out: a text that asks nothing, among the questions", draft)
        return is_first

    def add(self, draft: Draft) -> None:
        """Add a question, or a note why it cannot be used."""
        reason = _unfit(draft)
        if reason:
            self.note(f"left out: {reason}", draft)
            return
        self.questions.append(draft)
        _note_weights(self, draft)


def fitting_id(name: str) -> str:
    """Return a valid id that resembles a name, or an empty string."""
    return UNFIT.sub("-", name.lower()).strip("-")[:LONGEST].strip("-")


def shortened(markdown: str) -> str:
    """Return the first words of a text, for a note."""
    return " ".join(plain(markdown).split())[:LONGEST]


def title_of(category: str) -> str:
    """Return the last name in the path of a category."""
    return converted(SLASH.split(category)[-1].replace("//", "/"), "plain")[0]


def counts_as_right(weight: float, *, single: bool) -> bool:
    """Whether an option of this weight is right, for questions with one or with several right options."""
    return weight >= FULL if single else weight > 0


def heading(text: str) -> str:
    """Return a text on one line, for a heading."""
    return re.sub(r"(#+)\Z", r"\\\1", " ".join(text.replace("\\\n", " ").split()))


def _unfit(draft: Draft) -> str:
    """Return why a question cannot be asked, or an empty string."""
    if draft.number is not None:
        return "" if all(map(math.isfinite, draft.number)) else "its number is not finite"
    right = sum(choice.is_right for choice in draft.choices)
    if not right:
        return "no option is right"
    if right == len(draft.choices):
        return "no option is wrong"
    return f"it has more than {MOST} options" if len(draft.choices) > MOST else ""


def _note_weights(source: Source, draft: Draft) -> None:
    """Add notes on weights that differ from ours, where all right options and no others must be chosen."""
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
    """Return a text as Markdown, and what was left out; `form` is html, markdown, plain or auto."""
    match form:
        case "markdown":
            return to_markdown(render(text, trusts_html=True))
        case "plain":
            return to_markdown(_paragraphs(escape(text)))
        case "auto":
            return to_markdown(_paragraphs(text))
    return to_markdown(text)


def number(text: str) -> float | None:
    """Return the number in a text, or None."""
    text = text.strip()
    return float(text.replace("\N{MINUS SIGN}", "-")) if NUMBER.fullmatch(text) else None


def between(low: float, high: float) -> tuple[float, float]:
    """Return the middle of a range and half its width, without floating-point noise."""
    first, second = Decimal(repr(low)), Decimal(repr(high))
    return float((first + second) / 2), float(abs(second - first) / 2)


def decoded(content: bytes) -> str:
    """Decode the text of a file."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise CourseError(f"line {line} is not UTF-8 text", "Save the file as UTF-8.") from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def broken(line: int, message: str, hint: str) -> CourseError:
    """Return the error for a file that cannot be read, with its line."""
    return CourseError(f"line {line}: {message}", hint)


def _paragraphs(text: str) -> str:
    """Return text with paragraphs between empty lines as HTML."""
    return "".join(f"<p>{part}</p>" for part in EMPTY_LINES.split(text.strip()))
