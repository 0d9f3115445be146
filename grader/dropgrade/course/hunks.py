"""Edits written as a diff."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dropgrade.course.edits import Change, Edit, EditError

SIGNS = (" ", "-", "+")
Row = tuple[str, str]
"""The sign of a line in a diff, and the text after it."""


@dataclass(frozen=True, slots=True)
class Hunk:
    """One hunk of a diff; `line` is where it begins in mistakes.md."""

    line: int
    rows: tuple[Row, ...]

    @property
    def old(self) -> list[str]:
        """The lines as they are in the reference, including context."""
        return [text for sign, text in self.rows if sign != "+"]

    def changes(self, reference: str) -> list[Change]:
        """Return the lines that change, without context; raises `EditError` if they cannot be found."""
        lines = reference[:-1].split("\n")
        place = self._place(lines)
        changes: list[Change] = []
        first = place = sum(len(line) + 1 for line in lines[:place])
        new: list[str] = []
        for sign, text in (*self.rows, (" ", "")):
            if sign == "+":
                new.append(f"{text}\n")
            elif sign == "-":
                place += len(text) + 1
            else:
                changes += [Change(first, place, "".join(new))] if new or place > first else []
                place += len(text) + 1
                first, new = place, []
        return changes

    def _place(self, lines: Sequence[str]) -> int:
        """Return the line of the reference, from 0, at which the old text begins."""
        old = self.old
        if not any(text.strip() for text in old):
            fix = "Add a line of the reference as context."
            raise EditError(self.line, "the diff does not say where", fix)
        places = [n for n in range(len(lines) - len(old) + 1) if list(lines[n : n + len(old)]) == old]
        if len(places) != 1:
            seen = next(text.strip() for text in old if text.strip())
            raise not_once(self.line, f"the old text from `{seen}`", len(places), "Add lines around it as context.")
        return places[0]


def not_once(line: int, what: str, times: int, more: str) -> EditError:
    """Return the error for an old text that does not occur exactly once; `more` is what to do if it is ambiguous."""
    if times:
        return EditError(line, f"{what} occurs {times} times in the reference", more)
    fix = "Copy the old text from the reference as it is now."
    return EditError(line, f"{what} does not occur in the reference", fix)


def parse_diff(line: int, block: Sequence[str]) -> tuple[Edit, str]:
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
