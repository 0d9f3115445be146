"""A quiz as plain data: questions, options, keys and what explains them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Kind(StrEnum):
    """What a question asks for: the right option, all right options, or a number."""

    ONE = "one"
    MANY = "many"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose; its text and its reason are Markdown as the author wrote it."""

    text: str
    is_right: bool
    reason: str
    line: int


@dataclass(frozen=True, slots=True)
class NumberKey:
    """The number that is right, and how far an answer may lie from it."""

    value: float
    tolerance: float
    line: int


@dataclass(frozen=True, slots=True)
class Snippet:
    """A program that the question shows and that can be run; `line` is that of its first line of code."""

    code: str
    line: int


@dataclass(frozen=True, slots=True)
class Question:
    """One question; its texts are Markdown as the author wrote it, without comments."""

    id: str
    line: int
    prompt: str
    kind: Kind
    options: tuple[Option, ...]
    number: NumberKey | None
    hint: str
    explanation: str
    keeps_order: bool
    programs: tuple[Snippet, ...]

    @property
    def right(self) -> tuple[Option, ...]:
        """The right options, in the order of the file."""
        return tuple(o for o in self.options if o.is_right)

    @property
    def reading(self) -> str:
        """Where to read on: the last paragraph of the explanation, where it begins with `Reading:`."""
        last = self.explanation.rpartition("\n\n")[2]
        return last.removeprefix("Reading:").strip() if last.startswith("Reading:") else ""


@dataclass(frozen=True, slots=True)
class Quiz:
    """The questions of one file, in order."""

    name: str
    file: Path
    title: str
    introduction: str
    questions: tuple[Question, ...]
