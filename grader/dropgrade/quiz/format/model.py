"""A quiz as plain data: questions, options, keys and explanations."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

ROUNDING = 1e-9
"""The relative rounding error of a number typed in decimals."""


class Kind(StrEnum):
    """What a question asks for: the right option, all right options, or a number."""

    ONE = "one"
    MANY = "many"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Option:
    """One option; its text and its reason are the author's Markdown."""

    text: str
    is_right: bool
    reason: str
    line: int


@dataclass(frozen=True, slots=True)
class NumberKey:
    """The right number and its tolerance."""

    value: float
    tolerance: float
    line: int

    def accepts(self, answer: float) -> bool:
        """Whether an answer is close enough, allowing for the rounding of decimals."""
        is_within = abs(answer - self.value) <= self.tolerance * (1 + ROUNDING)
        return is_within or math.isclose(answer, self.value, rel_tol=ROUNDING)

    def __str__(self) -> str:
        return f"{self.value:.10g}" + (f" ± {self.tolerance:.10g}" if self.tolerance else "")


@dataclass(frozen=True, slots=True)
class Snippet:
    """A program that the question shows and that can be run; `line` is that of its first line of code."""

    code: str
    line: int


@dataclass(frozen=True, slots=True)
class Question:
    """One question; its texts are the author's Markdown, without comments."""

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
    practise: str = ""
    """The problem in which to practise the subject, such as `p03`; empty if there is none."""

    @property
    def right(self) -> tuple[Option, ...]:
        """The right options, in the order of the file."""
        return tuple(o for o in self.options if o.is_right)

    @property
    def reading(self) -> str:
        """What to read: the last paragraph of the explanation, if it begins with `Reading:`."""
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
    has_key: bool = True
    """Whether the quiz has the right answers; without them it is scored by someone who has."""
