"""The known mistakes of a problem: what is said of each, and the edits of the reference that make it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dropgrade.course.edits import Edit

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
