"""Recognise common slips that have nothing to do with the subject, and explain each in a sentence."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from dropgrade.course.toml_text import read_toml
from dropgrade.report import Explanation
from dropgrade.submission import outline

TABLE = Path(__file__).with_name("slips.toml")
PATTERNS = ("text", "line", "observed")
"""Fields whose groups can be used in the sentence."""
NEAR = 0.7
"""How similar two names must be for one to be a typo of the other."""
LONGEST_NAME, MOST_NAMES = 60, 1000
LONGEST_LINE, LONGEST_SOURCE = 200, 20_000
"""Limits on the text in which patterns are searched for, so that none takes long."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a failure looks like, all as text; unknown fields are empty."""

    exceptions: tuple[str, ...] = ()
    text: str = ""
    line: str = ""
    source: str = ""
    observed: str = ""
    returned: str = ""
    function: str = ""
    signature: str = ""
    call: str = ""
    exercises: tuple[str, ...] = ()
    """The names of other exercises' folders and files."""


@dataclass(frozen=True, slots=True)
class Slip:
    """A row of the table: the patterns that recognise a slip, and the sentence about it."""

    name: str
    says: str
    subject: str
    patterns: Mapping[str, str]
    exceptions: frozenset[str] = frozenset()
    near: str = ""
    instead: Mapping[str, str] = field(default_factory=dict)

    def words(self, seen: Seen) -> str:
        """Return the sentence if everything matches, or an empty string."""
        if self.exceptions and self.exceptions.isdisjoint(seen.exceptions):
            return ""
        for found in self._matches(seen):
            words = self._completed(found, seen)
            if words is not None:
                return self.says.format_map(words)
        return ""

    def _matches(self, seen: Seen) -> Iterator[dict[str, str]]:
        """Yield the groups of the patterns, for each match of the last of them."""
        groups = {"function": seen.function, "signature": seen.signature, "call": seen.call}
        for key in ("returned", "function"):
            if key in self.patterns and not re.search(self.patterns[key], getattr(seen, key)):
                return
        last: Iterable[re.Match[str]] = ()
        for key in (key for key in PATTERNS if key in self.patterns):
            last = list(re.finditer(_filled(self.patterns[key], groups), getattr(seen, key)))
            if not last:
                return
            groups |= last[0].groupdict(default="")
        for own in [groups | match.groupdict(default="") for match in last] or [groups]:
            if "source" not in self.patterns or re.search(
                _filled(self.patterns["source"], own), looked_at(seen.source)
            ):
                yield own

    def _completed(self, groups: dict[str, str], seen: Seen) -> dict[str, str] | None:
        """Add what is looked up by a group; return None if nothing is found."""
        name = groups.get("name", "")
        if self.instead:
            return groups | {"instead": self.instead[name]} if name in self.instead else None
        if self.near:
            near = _near(self.near, name, seen)
            return groups | {"near": near} if near else None
        return groups


@lru_cache(maxsize=8)
def looked_at(source: str) -> str:
    """Return a program without lines that are too long to search for patterns."""
    return "\n".join(line for line in source[:LONGEST_SOURCE].split("\n") if len(line) <= LONGEST_LINE)


@lru_cache(maxsize=64)
def explained(seen: Seen) -> Explanation | None:
    """Return the explanation of the first slip that matches."""
    for slip in slips():
        if words := slip.words(seen):
            return Explanation(words, subject=slip.subject)
    return None


@cache
def slips() -> tuple[Slip, ...]:
    """Return the rows of the table."""
    rows: list[dict[str, Any]] = read_toml(TABLE.read_text("utf-8"))["slip"]
    keys = ("source", "returned", "function", *PATTERNS)
    return tuple(
        Slip(
            name=row["name"],
            says=row["says"],
            subject=row["subject"],
            patterns={key: row[key] for key in keys if key in row},
            exceptions=frozenset(row["exception"].split("|") if "exception" in row else ()),
            near=row.get("near", ""),
            instead=row.get("instead", {}),
        )
        for row in rows
    )


def _filled(pattern: str, groups: Mapping[str, str]) -> str:
    """Replace {name} in a pattern by what earlier patterns found, taken literally."""
    if "{" not in pattern:
        return pattern
    for key, value in groups.items():
        pattern = pattern.replace(f"{{{key}}}", re.escape(value))
    return pattern


def _near(where: str, name: str, seen: Seen) -> str:
    """Return the most similar name in the given place, or an empty string if none is similar."""
    match where:
        case "signature":
            return seen.signature if not seen.line and seen.function in seen.text else ""
        case "another order":
            own, asked = (
                outline.parameters(text, seen.function) for text in (seen.source, f"def {seen.signature}: ...")
            )
            return seen.signature if own != asked and sorted(own) == sorted(asked) else ""
        case "asked":
            return name if name == seen.function else ""
        case "no return":
            return name if outline.may_return_nothing(seen.source, name) else ""
        case "exercises":
            return name if {name, name.partition(".")[0]} & {*seen.exercises, "exercises"} else ""
        case "definitions":
            return _nearest(name, outline.definitions(seen.source))
    places: dict[str, Iterable[str]] = {
        "numpy": dir(np),
        "array": dir(np.ndarray),
        "generator": dir(np.random.Generator),
    }
    return _nearest(name, places[where] if where in places else outline.names_in(seen.source))


def _nearest(name: str, names: Iterable[str]) -> str:
    known = sorted(each for each in {*names} - {name} if len(each) <= LONGEST_NAME)[:MOST_NAMES]
    found = difflib.get_close_matches(name[:LONGEST_NAME], known, n=1, cutoff=NEAR)
    return found[0] if found else ""
