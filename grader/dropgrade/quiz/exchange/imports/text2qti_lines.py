"""The lines of a text2qti file as its parts: which mark each begins with, and the Markdown that belongs to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dropgrade.quiz.exchange.imports.pieces import broken

MARKS = {
    "question": r"\d+\.",
    "right": r"\*[a-zA-Z]\)",
    "wrong": r"[a-zA-Z]\)",
    "all_right": r"\[\*\]",
    "all_wrong": r"\[ ?\]",
    "short": r"\*",
    "feedback": r"\.\.\.",
    "correct": r"\+",
    "incorrect": r"-",
    "solution": r"!",
    "number": r"=",
    "title": r"[Tt]itle:",
    "points": r"[Pp]oints:",
    "text_title": r"[Tt]ext [Tt]itle:",
    "text": r"[Tt]ext:",
    "quiz_title": r"[Qq]uiz [Tt]itle:",
    "description": r"[Qq]uiz [Dd]escription:",
    "pick": r"(?:[Ss]olutions )?[Pp]ick:|[Pp]oints per question:",
    "shuffle": r"[Ss]huffle answers:",
    "setting": r"(?:[Ss]how correct answers|[Oo]ne question at a time|[Cc]an't go back|[Ff]eedback is solution):"
    r"|[Ss]olutions (?:sample|randomize) groups:",
}
ALONE = {
    "essay": r"___+",
    "upload": r"\^\^\^+",
    "group": r"GROUP",
    "group_end": r"END_GROUP",
    "program": r"```+\s*\{.*\}",
}
"""Marks that stand in a line with nothing else."""
BEGINS = re.compile(
    "|".join(
        [
            *(rf"(?P<{name}>(?:{mark})[ \t]+(?=\S))" for name, mark in MARKS.items()),
            *(rf"(?P<{name}>{mark}\s*\Z)" for name, mark in ALONE.items()),
        ]
    )
)
INDENT_HINT = "Begin it with a mark of text2qti, or indent it as deep as the text that it belongs to."


@dataclass(frozen=True, slots=True)
class Part:
    """What one mark begins, with the line where it stands."""

    kind: str
    line: int
    text: str


def parts(text: str) -> Iterator[Part]:
    """All parts of a file but its comments."""
    lines = _Lines(text.split("\n"))
    while not lines.at_end:
        line, number = lines.take(), lines.number
        found = BEGINS.match(line)
        if line.startswith("COMMENT"):
            lines.skip("END_COMMENT", "the comment has no end")
        elif found is None and line.strip() and not line.startswith("%"):
            raise broken(number, f"{line.strip()[:40]!r} belongs to nothing", INDENT_HINT)
        elif found and found.lastgroup == "program":
            fence = line[: len(line) - len(line.lstrip("`"))]
            lines.skip(fence, "the block of code has no end")
            yield Part("program", number, "")
        elif found and found.lastgroup:
            rest = line[found.end() :].strip()
            below = [] if found.lastgroup in ALONE else lines.indented(_depth(found[0]))
            yield Part(found.lastgroup, number, "\n".join([rest, *below]).strip())


def _depth(mark: str) -> int:
    """How deep the lines below are indented at least: after a word that ends with a colon, by anything."""
    return 0 if mark.rstrip().endswith(":") else len(mark.expandtabs(4))


class _Lines:
    """A reader of lines."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self.number = 0

    @property
    def at_end(self) -> bool:
        """Whether all were taken."""
        return self.number >= len(self._lines)

    def take(self) -> str:
        """The next line."""
        self.number += 1
        return self._lines[self.number - 1]

    def skip(self, end: str, message: str) -> None:
        """Take all lines up to one that begins so."""
        start = self.number
        while not self.at_end:
            if self.take().startswith(end):
                return
        raise broken(start, message, f"Write {end} in a line of its own behind it.")

    def indented(self, depth: int) -> list[str]:
        """Take the lines that belong to the one before, without their indentation."""
        taken: list[str] = []
        while not self.at_end:
            line = self._lines[self.number].expandtabs(4)
            indent = len(line) - len(line.lstrip(" "))
            depth = depth or (indent if line.strip() else 0)
            if line.strip() and (not indent or indent < depth):
                break
            taken.append(line[depth:].rstrip())
            self.number += 1
        return taken
