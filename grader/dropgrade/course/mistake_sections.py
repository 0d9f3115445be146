"""Parse the sections of a `mistakes.md`: keys, message and edits."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from dropgrade.course.edits import Edit
from dropgrade.course.faults import Fault, unreadable
from dropgrade.course.hunks import parse_diff
from dropgrade.course.mistakes import NAME, KnownMistake, parts_of
from dropgrade.course.pieces import parse_short

KEYS = ("score", "same as", "hint")
HEADING = re.compile(r"## +(.*\S)\s*$")
KEY = re.compile(r"- ([a-z ]+?):\s*(.*\S)\s*$")
EDIT = "- edit:"
MORE = "  "
"""The indentation of a line that continues an edit."""
FENCE = re.compile(r"```(\w*)\s*$")
Lines = deque[tuple[int, str]]
"""The lines of a section that are still to be read, with their numbers."""
SCORE = re.compile(r"(\d+(?:\.\d+)?)(?: to (\d+(?:\.\d+)?))?")


def read_sections(file: Path) -> tuple[dict[str, KnownMistake], list[Fault]]:
    """Return the sections of a file by name, and every fault with its line."""
    try:
        lines = file.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        return {}, [unreadable(file, error, "Write the problem's known mistakes there.")]
    faults: list[Fault] = []
    sections: dict[str, KnownMistake] = {}
    for name, first, body in _split(lines):
        section, found = _Reader(name, first).read(body)
        known = next((s for s in sections.values() if s.parts == section.parts), None)
        if known:
            found.append((first, f"{name} is described twice, first in line {known.line}", "Delete one of the two."))
        faults += [Fault(file, *each) for each in found]
        sections.setdefault(section.name, section)
    return sections, faults


def _split(lines: list[str]) -> Iterator[tuple[str, int, list[str]]]:
    """Yield the name of each section, its line, and the lines below it; headings inside fences do not count."""
    starts, inside = [], False
    for number, line in enumerate(lines):
        inside ^= line.startswith("```")
        if not inside and (found := HEADING.match(line)):
            starts.append((found[1], number))
    for (name, start), (_, end) in pairwise([*starts, ("", len(lines))]):
        yield name, start + 1, lines[start + 1 : end]


@dataclass(slots=True)
class _Reader:
    """A reader of one section."""

    name: str
    line: int
    keys: dict[str, str] = field(default_factory=dict)
    hints: list[str] = field(default_factory=list)
    message: list[str] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
    faults: list[tuple[int, str, str]] = field(default_factory=list)

    def read(self, body: list[str]) -> tuple[KnownMistake, list[tuple[int, str, str]]]:
        """Return the section and what is wrong with it."""
        if not all(NAME.fullmatch(part) for part in parts_of(self.name)):
            self._fault(self.line, f"{self.name!r} is not a name", "Write a name such as no_scaling, or two: a + b.")
        lines = deque(enumerate(body, self.line + 1))
        while lines:
            number, text = lines.popleft()
            if fence := FENCE.match(text):
                self._block(fence[1], number, lines)
            elif text.startswith(EDIT):
                self._short_edit(number, text.removeprefix(EDIT), lines)
            elif not any(self.message) and (key := KEY.match(text)):
                self._key(number, key[1], key[2])
            else:
                self.message.append(text)
        return self._section(), self.faults

    def _section(self) -> KnownMistake:
        low_high = SCORE.fullmatch(self.keys.get("score", ""))
        score = (float(low_high[1]), float(low_high[2] or low_high[1])) if low_high else None
        message = "\n".join(self.message).strip()
        same_as = self.keys.get("same as", "")
        name = " + ".join(sorted(parts_of(self.name)))
        return KnownMistake(name, self.line, message, score, same_as, tuple(self.hints), tuple(self.edits))

    def _key(self, number: int, key: str, value: str) -> None:
        if key not in KEYS:
            self._fault(number, f"`{key}` is not a key", f"The keys are {', '.join(KEYS)}.")
        elif key == "hint":
            self.hints.append(value)  # several hints are allowed, each saying more
        elif key in self.keys:
            self._fault(number, f"`{key}` is there twice", "Delete one of the two lines.")
        elif key == "score" and not SCORE.fullmatch(value):
            self._fault(number, f"{value!r} is not a score", "Write for example `- score: 3 to 5`, of ten.")
        self.keys.setdefault(key, value)

    def _short_edit(self, number: int, text: str, lines: Lines) -> None:
        while lines and lines[0][1].startswith(MORE):
            text += f" {lines.popleft()[1].strip()}"
        self._edit(number, parse_short(number, text.strip()), "Write - edit: `old` -> `new`, or `old` -> nothing.")

    def _block(self, kind: str, number: int, lines: Lines) -> None:
        block: list[str] = []
        while lines and not lines[0][1].startswith("```"):
            block.append(lines.popleft()[1])
        if lines:
            lines.popleft()
        else:
            self._fault(number, "the block is not closed", "Close it with ``` on a line of its own.")
        if kind == "python":
            self.edits.append(Edit(number, program="\n".join(block) + "\n"))
        elif kind == "diff":
            fix = "Write lines that begin with -, + or a space; @@ parts two places."
            self._edit(number, parse_diff(number, block), fix)
        else:
            self._fault(number, f"```{kind} is neither ```diff nor ```python", "Write one of the two.")

    def _edit(self, number: int, parsed: tuple[Edit, str], fix: str) -> None:
        edit, message = parsed
        self.edits.append(edit)
        if message:
            self._fault(number, message, fix)

    def _fault(self, line: int, message: str, fix: str) -> None:
        self.faults.append((line, message, fix))
