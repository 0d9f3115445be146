"""The worked example of a problem, from its `example.md`: lines as at Python's prompt, and their results."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from dropgrade.course.course import Course
from dropgrade.course.faults import Fault, read_optional
from dropgrade.course.python_text import is_python

FILE = "example.md"
PROMPT, MORE, FENCE = ">>>", "...", "```"
COINS = re.compile(r"\s*# coins\s*$")
"""Marks a result that depends on the coins of the example."""


@dataclass(frozen=True, slots=True)
class Step:
    """One statement of the example; if `wanted` is given, its result is compared with that.

    `note` is the author's text before it. If `is_coins`, other coins give another result.
    """

    source: str
    line: int
    wanted: str = ""
    note: str = ""
    is_coins: bool = False


def exampled(course: Course) -> list[str]:
    """Return the problems that have a worked example, in the order of the course."""
    return [name for name in course.names() if (course.authority / "solutions" / name / FILE).is_file()]


def examine_example(solution: Path) -> tuple[tuple[Step, ...], list[Fault]]:
    """Return the steps of a problem's example and every fault; there are no steps if the file does not exist."""
    file = solution / FILE
    text, broken = read_optional(file)
    if text is None:
        return (), broken
    reader = _Reader()
    for number, line in enumerate(text.split("\n"), 1):
        reader.take(number, line.rstrip())
    steps = tuple(reader.steps())
    faults = [Fault(file, *each) for each in [*_unfit(steps), *reader.unfinished()]]
    if not any(step.wanted for step in steps):
        faults.append(Fault(file, 0, "it compares nothing", "Write a line `>>> out` and below it what comes out."))
    return steps, faults


@dataclass(slots=True)
class _Draft:
    """A step that is still being read."""

    line: int
    note: str
    source: list[str]
    wanted: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Reader:
    """Reads the file line by line: prose outside the fences, steps inside."""

    drafts: list[_Draft] = field(default_factory=list)
    prose: list[str] = field(default_factory=list)
    opened: int = 0

    def take(self, number: int, line: str) -> None:
        """Read one line."""
        if line.startswith(FENCE):
            self.opened = 0 if self.opened else number
        elif not self.opened:
            self.prose += [] if line.startswith("#") else [line]
        elif line.startswith(PROMPT):
            note, self.prose = " ".join(" ".join(self.prose).split()), []
            self.drafts.append(_Draft(number, note, [line[len(PROMPT) :].strip()]))
        elif line and self.drafts:
            goes_on = line.startswith(MORE)
            (self.drafts[-1].source if goes_on else self.drafts[-1].wanted).append(
                line[len(MORE) + 1 :] if goes_on else line
            )

    def steps(self) -> Iterator[Step]:
        """Yield the steps that were read."""
        for draft in self.drafts:
            source = "\n".join(draft.source)
            plain = COINS.sub("", source)
            yield Step(plain, draft.line, "\n".join(draft.wanted), draft.note, is_coins=plain != source)

    def unfinished(self) -> Iterator[tuple[int, str, str]]:
        """Yield a fault if a block was left open."""
        if self.opened:
            yield self.opened, "the block is not closed", "Close it with ``` on a line of its own."


def _unfit(steps: tuple[Step, ...]) -> Iterator[tuple[int, str, str]]:
    """Yield the line, what is wrong there, and how to fix it."""
    for step in steps:
        if not is_python(step.source, "eval" if step.wanted else "exec"):
            kind = "an expression" if step.wanted else "Python"
            yield step.line, f"`{step.source[:60]}` is not {kind}", "Write it as at Python's prompt."
        if step.wanted and not is_python(step.wanted, "eval"):
            yield (
                step.line,
                f"the result of `{step.source[:60]}` is not a value",
                "Write it as in Python, such as [1, 0].",
            )
        if step.is_coins and not step.wanted:
            yield step.line, "`# coins` marks nothing", "Write below the line which coins the example has."
