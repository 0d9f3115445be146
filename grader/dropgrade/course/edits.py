"""Apply the edits of `mistakes.md` to a reference, one at a time or several at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Protocol


class EditError(Exception):
    """An edit that cannot be applied, with its line, what is wrong, and how to fix it."""

    def __init__(self, line: int, message: str, fix: str) -> None:
        super().__init__(message)
        self.line, self.message, self.fix = line, message, fix


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """A replacement of characters `first` to `last` of the reference (from 0, `last` excluded) by `new`."""

    first: int
    last: int
    new: str

    def overlaps(self, other: Change) -> bool:
        """Whether two changes touch the same text or insert at the same place; identical changes do not overlap."""
        if self == other:
            return False
        if self.first == self.last or other.first == other.last:
            return self.first <= other.last and other.first <= self.last
        return self.first < other.last and other.first < self.last


class Place(Protocol):
    """A place in the reference that an edit changes: a hunk of a diff, or a piece of a line."""

    @property
    def line(self) -> int:
        """Where it begins in mistakes.md."""

    def changes(self, reference: str) -> list[Change]:
        """Return what changes; `reference` ends with an extra newline. Raises `EditError` if it does not fit."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One way to make a mistake: the places that change, or a whole program that replaces the reference."""

    line: int
    places: tuple[Place, ...] = ()
    program: str = ""


def edited(reference: str, edits: Iterable[Edit]) -> str | None:
    """Return the reference with all edits applied, or None if two of them change the same text.

    Raises `EditError` if an old text does not occur exactly once.
    """
    edits = list(edits)
    programs = [edit.program for edit in edits if edit.program]
    if programs:
        return programs[0] if len(edits) == 1 else None
    text = f"{reference}\n"  # so that the last line ends with a newline, too
    changes = sorted({change for edit in edits for change in _changes(text, edit)})
    if _overlap(changes):
        return None
    for change in reversed(changes):
        text = text[: change.first] + change.new + text[change.last :]
    return text[:-1]


def _changes(reference: str, edit: Edit) -> list[Change]:
    changes = [change for place in edit.places for change in place.changes(reference)]
    if _overlap(changes):
        raise EditError(edit.line, "two of its places overlap", "Write the two as one.")
    return changes


def _overlap(changes: Iterable[Change]) -> bool:
    return any(one.overlaps(other) for one, other in combinations(changes, 2))
