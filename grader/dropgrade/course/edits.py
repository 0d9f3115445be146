"""Apply edits to a reference: the diffs of `mistakes.md`, one at a time or several at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

SIGNS = (" ", "-", "+")
Row = tuple[str, str]
"""The sign of a line in a diff, and the text after it."""


class EditError(Exception):
    """An edit that cannot be applied: its old text is not in the reference, or occurs more than once."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line, self.message = line, message


@dataclass(frozen=True, slots=True)
class Hunk:
    """One hunk of a diff; `line` is where it begins in the file."""

    line: int
    rows: tuple[Row, ...]

    @property
    def old(self) -> list[str]:
        """The lines as they are in the reference, including context."""
        return [text for sign, text in self.rows if sign != "+"]


@dataclass(frozen=True, slots=True)
class Edit:
    """One way to make a mistake: the hunks of a diff, or a whole program that replaces the reference."""

    line: int
    hunks: tuple[Hunk, ...] = ()
    program: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """A replacement of lines `first` to `last` of the reference (from 0, `last` excluded) by `new`."""

    first: int
    last: int
    new: tuple[str, ...]

    def overlaps(self, other: Change) -> bool:
        """Whether two changes touch the same lines or insert at the same place; identical changes do not overlap."""
        if self == other:
            return False
        if self.first == self.last or other.first == other.last:
            return self.first <= other.last and other.first <= self.last
        return self.first < other.last and other.first < self.last


def parse_edit(line: int, block: Sequence[str]) -> tuple[Edit, str]:
    """Parse a diff block whose fence is at `line`; return the edit and what is wrong with it, or an empty string."""
    hunks: list[Hunk] = []
    rows: list[Row] = []
    first = line + 1
    for number, text in enumerate([*block, "@@"], line + 1):
        if text.startswith("@@"):
            hunks += [Hunk(first, tuple(rows))] if rows else []
            rows, first = [], number + 1
        elif text and not text.startswith(SIGNS):
            return Edit(line), f"line {number} begins with neither -, + nor a space"
        else:
            rows.append((text[:1] or " ", text[1:]))
    if not any(sign != " " for hunk in hunks for sign, _ in hunk.rows):
        return Edit(line), "the diff changes nothing"
    return Edit(line, tuple(hunks)), ""


def edited(reference: str, edits: Iterable[Edit]) -> str | None:
    """Return the reference with all edits applied, or None if two of them change the same lines.

    Raises `EditError` if an old text does not occur exactly once.
    """
    edits = list(edits)
    programs = [edit.program for edit in edits if edit.program]
    if programs:
        return programs[0] if len(edits) == 1 else None
    lines = reference.split("\n")
    changes = sorted({change for edit in edits for change in changes_of(lines, edit)})
    if any(a.overlaps(b) for i, a in enumerate(changes) for b in changes[i + 1 :]):
        return None
    for change in reversed(changes):
        lines[change.first : change.last] = change.new
    return "\n".join(lines)


def changes_of(reference: Sequence[str], edit: Edit) -> list[Change]:
    """Return the lines that an edit changes, without context; raises `EditError` if they cannot be found."""
    return [change for hunk in edit.hunks for change in _changes(hunk, _place(reference, hunk))]


def _place(reference: Sequence[str], hunk: Hunk) -> int:
    old = hunk.old
    if not any(text.strip() for text in old):
        raise EditError(hunk.line, "it does not say where: add a line of the reference as context")
    places = [n for n in range(len(reference) - len(old) + 1) if list(reference[n : n + len(old)]) == old]
    if len(places) != 1:
        seen = next(text.strip() for text in old if text.strip())
        often = "does not occur in the reference" if not places else f"occurs {len(places)} times in the reference"
        raise EditError(hunk.line, f"the old text from `{seen}` {often}")
    return places[0]


def _changes(hunk: Hunk, place: int) -> list[Change]:
    changes: list[Change] = []
    first, new = place, list[str]()
    for sign, text in (*hunk.rows, (" ", "")):
        if sign == "+":
            new.append(text)
        elif sign == "-":
            place += 1
        else:
            changes += [Change(first, place, tuple(new))] if new or place > first else []
            place += 1
            first, new = place, []
    return changes
