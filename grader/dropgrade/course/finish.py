"""The page that a student reads after full marks, from `finish.md`: Markdown, and the next quiz."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dropgrade.course.faults import Fault
from dropgrade.course.python_text import is_python

FILE = "finish.md"
QUIZ = re.compile(r"- quiz:\s*(\S*)\s*$")
HEADING = re.compile(r"## +(.*\S)\s*$")
PROGRAM = re.compile(r"```python\n(.*?)^```", re.DOTALL | re.MULTILINE)
MOST = 75
"""The maximum number of words of the idea, so that it fits on a few lines."""


@dataclass(frozen=True, slots=True)
class Finish:
    """The page after full marks: the idea as introduction, sections by heading, and the next quiz."""

    title: str
    quiz: str
    idea: str
    sections: tuple[tuple[str, str], ...]

    @property
    def programs(self) -> list[str]:
        """The framework calls that are equivalent to the student's code."""
        return [code for _, text in self.sections for code in PROGRAM.findall(text)]


def read_finish(solution: Path) -> Finish | None:
    """Read the finish of a problem; return None if there is none or it cannot be read."""
    try:
        return _parsed((solution / FILE).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return None


def _parsed(text: str) -> Finish:
    title, quiz, heading = "", "", ""
    pages: dict[str, list[str]] = {"": []}
    for line in text.split("\n"):
        if found := HEADING.match(line):
            heading = found[1]
            pages[heading] = []
        elif not heading and line.startswith("# "):
            title = line[2:].strip()
        elif not heading and (found := QUIZ.match(line)):
            quiz = found[1]
        else:
            pages[heading].append(line)
    idea, *sections = ((name, "\n".join(lines).strip()) for name, lines in pages.items())
    return Finish(title, quiz, idea[1], tuple(sections))


def examine_finish(solution: Path, quizzes: Sequence[str]) -> Iterator[Fault]:
    """Yield every fault of a problem's finish; `quizzes` are the names of the course's quizzes."""
    file = solution / FILE
    if not file.is_file():
        return
    finish = read_finish(solution)
    if finish is None:
        yield Fault(file, 0, "it cannot be read", "Save it as UTF-8 text.")
        return
    if not finish.idea:
        yield Fault(file, 0, "it does not say the idea", "Begin with the idea of the problem, in about three lines.")
    if (words := len(finish.idea.split())) > MOST:
        yield Fault(file, 0, f"the idea has {words} words", f"Say it in at most {MOST}.")
    if finish.quiz and finish.quiz not in quizzes:
        yield Fault(file, 2, f"there is no quiz {finish.quiz!r}", "Name a quiz of the course, or take the line out.")
    for heading, text in finish.sections:
        if not text:
            yield Fault(file, 0, f"there is nothing below {heading!r}", "Write it, or take the heading out.")
    for program in finish.programs:
        if not is_python(program):
            yield Fault(file, 0, "a program in it is not Python", "Fix it, or make it a block without `python`.")
