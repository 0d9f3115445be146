"""The known mistakes of a problem, from `mistakes.md`: messages, and the edits of the reference that make them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from dropgrade.course.edits import Edit, parse_edit
from dropgrade.course.faults import Fault, unreadable

FILE = "mistakes.md"
KEYS = ("score", "hides", "same as", "hint")
HEADING = re.compile(r"## +(.*\S)\s*$")
KEY = re.compile(r"- ([a-z ]+?):\s*(.*\S)\s*$")
FENCE = re.compile(r"```(\w*)\s*$")
SCORE = re.compile(r"(\d+(?:\.\d+)?)(?: to (\d+(?:\.\d+)?))?")
NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class KnownMistake:
    """A section of the file. A section named `a + b` has the message for both mistakes together.

    `score` is the range of points, of ten, for a submission with this mistake alone.
    """

    name: str
    line: int
    message: str = ""
    score: tuple[float, float] | None = None
    hides: tuple[str, ...] = ()
    same_as: str = ""
    hints: tuple[str, ...] = ()
    edits: tuple[Edit, ...] = ()

    @property
    def parts(self) -> frozenset[str]:
        """The names of the mistakes it describes: its own, or those that it combines."""
        return parts_of(self.name)

    @property
    def is_combined(self) -> bool:
        """Whether it describes several mistakes together."""
        return len(self.parts) > 1


@dataclass(frozen=True, slots=True)
class KnownMistakes:
    """All mistakes that a problem has messages for, by name; `file` is where they are defined."""

    file: Path
    sections: Mapping[str, KnownMistake] = field(default_factory=dict)
    shared: Mapping[str, KnownMistake] = field(default_factory=dict)
    """The sections that the problems of the course share, by name."""

    @property
    def single(self) -> list[KnownMistake]:
        """The sections for single mistakes, without the combined ones."""
        return [each for each in self.sections.values() if not each.is_combined]

    def __contains__(self, name: object) -> bool:
        return name in self.sections

    def __getitem__(self, name: str) -> KnownMistake:
        return self.sections[name]

    def shown_for(self, names: frozenset[str]) -> list[KnownMistake]:
        """Return the sections to show for these mistakes; a combined section replaces those of its parts."""
        combined = [s for s in self.sections.values() if s.is_combined and s.parts <= names]
        said: frozenset[str] = frozenset().union(*(s.parts for s in combined))
        return combined + [s for s in self.single if s.name in names - said]

    def hints_for(self, name: str) -> tuple[str, ...]:
        """Return the hints of a mistake, a question first; a combined one without hints has those of its parts."""
        own = self.sections.get(name)
        if own is None or own.hints or not own.is_combined:
            return own.hints if own else ()
        parts = [self.sections[part] for part in sorted(own.parts) if part in self.sections]
        return tuple(hint for part in parts for hint in part.hints)

    def words_of(self, section: KnownMistake) -> str:
        """Return the message of a section, or that of the mistake that it is the same as."""
        return self.sections.get(section.same_as, section).message


def parts_of(name: str) -> frozenset[str]:
    """Return the names in a heading such as `a + b`; order does not matter."""
    return frozenset(part.strip() for part in name.split("+"))


def read_mistakes(solution: Path) -> KnownMistakes:
    """Read the mistakes of a problem and the shared ones; faults are reported by `examine_mistakes`."""
    return _read_once(solution, _stamp(solution / FILE), _stamp(solution.parent / FILE))


@lru_cache(maxsize=64)
def _read_once(solution: Path, *_stamps: int) -> KnownMistakes:
    return examine_mistakes(solution)[0]


def _stamp(file: Path) -> int:
    """Return the time of the last change, which makes a cache read the file again, or 0 if there is none."""
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return 0


def examine_mistakes(solution: Path) -> tuple[KnownMistakes, list[Fault]]:
    """Return the mistakes of a problem and every fault of its file, each with its line."""
    file = solution / FILE
    shared, _ = _sections(solution.parent / FILE) if (solution.parent / FILE).is_file() else ({}, [])
    own, faults = _sections(file)
    inherited = {name: _inherit(each, shared.get(name)) for name, each in own.items()}
    faults += [Fault(file, *each) for each in _incomplete(inherited)]
    return KnownMistakes(file, inherited, shared), faults


def examine_shared(file: Path) -> list[Fault]:
    """Return the faults of the file of shared messages."""
    sections, faults = _sections(file)
    fix = "An edit belongs to one problem's reference: move it to that problem's file."
    return faults + [Fault(file, s.line, f"{s.name} has an edit", fix) for s in sections.values() if s.edits]


def _inherit(own: KnownMistake, shared: KnownMistake | None) -> KnownMistake:
    """Fill in what a section leaves out from the shared one; edits are never inherited.

    Hints belong to the message: a section with its own message does not inherit them.
    """
    if shared is None:
        return own
    return replace(
        own,
        message=own.message or shared.message,
        score=own.score or shared.score,
        hides=own.hides or shared.hides,
        same_as=own.same_as or shared.same_as,
        hints=own.hints or (() if own.message else shared.hints),
    )


def _incomplete(sections: Mapping[str, KnownMistake]) -> Iterator[tuple[int, str, str]]:
    """Yield the line of an incomplete section or an unknown name, what is wrong, and how to fix it."""
    for each in sections.values():
        if not each.message and not each.same_as:
            yield each.line, f"{each.name} has no message", "Say what the program does and why that is wrong."
        if each.is_combined:
            if each.edits or each.score:
                yield (
                    each.line,
                    f"{each.name} has an edit or a score",
                    "A combined section has a message and nothing else.",
                )
        else:
            if not each.edits:
                yield each.line, f"{each.name} has no edit", "Add a ```diff block that makes the mistake."
            if each.score is None:
                yield each.line, f"{each.name} has no score", "Add a line such as `- score: 3 to 5`."
        for name in (*each.hides, *each.parts, *filter(None, [each.same_as])):
            if name != each.name and name not in sections:
                yield each.line, f"{each.name} speaks of {name!r}, which has no section", "Correct the name."


def _sections(file: Path) -> tuple[dict[str, KnownMistake], list[Fault]]:
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
    """Reads one section: its keys, its message and its edits."""

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
        lines = enumerate(body, self.line + 1)
        for number, text in lines:
            if fence := FENCE.match(text):
                self._edit(fence[1], number, lines)
            elif not any(self.message) and (key := KEY.match(text)):
                self._key(number, key[1], key[2])
            else:
                self.message.append(text)
        return self._section(), self.faults

    def _section(self) -> KnownMistake:
        low_high = SCORE.fullmatch(self.keys.get("score", ""))
        score = (float(low_high[1]), float(low_high[2] or low_high[1])) if low_high else None
        hides = tuple(name.strip() for name in self.keys.get("hides", "").split(",") if name.strip())
        message = "\n".join(self.message).strip()
        same_as = self.keys.get("same as", "")
        name = " + ".join(sorted(parts_of(self.name)))
        return KnownMistake(name, self.line, message, score, hides, same_as, tuple(self.hints), tuple(self.edits))

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

    def _edit(self, kind: str, number: int, lines: Iterator[tuple[int, str]]) -> None:
        block: list[str] = []
        for _, text in lines:
            if text.startswith("```"):
                break
            block.append(text)
        else:
            self._fault(number, "the block is not closed", "Close it with ``` on a line of its own.")
        if kind == "python":
            self.edits.append(Edit(number, program="\n".join(block) + "\n"))
        elif kind == "diff":
            edit, message = parse_edit(number, block)
            self.edits.append(edit)
            if message:
                self._fault(number, message, "Write lines that begin with -, + or a space; @@ parts two places.")
        else:
            self._fault(number, f"```{kind} is neither ```diff nor ```python", "Write one of the two.")

    def _fault(self, line: int, message: str, fix: str) -> None:
        self.faults.append((line, message, fix))
