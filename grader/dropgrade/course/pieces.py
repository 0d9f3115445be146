"""Edits in the short form: pieces of lines and their replacements, as in - edit: `coins >= p` -> `coins < p`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dropgrade.course.edits import Change, Edit
from dropgrade.course.hunks import not_once

CODE = r"(?P<ticks>`+)(?!`)(?P<code>.*?[^`])(?P=ticks)(?!`)"
OLD = re.compile(CODE)
ARROW = re.compile(r"\s*->\s*")
NEW = re.compile(CODE + r"|nothing\b")
NEXT = re.compile(r"\s*(?:,\s*(?=\S)|$)")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a line and its replacement; `line` is where the edit begins in mistakes.md.

    A line is removed if nothing is left of it.
    """

    line: int
    old: str
    new: str

    def changes(self, reference: str) -> list[Change]:
        """Return the one change; raises `EditError` if the old text does not occur exactly once."""
        places = [found.start() for found in re.finditer(f"(?={re.escape(self.old)})", reference)]
        if len(places) != 1:
            more = "Write more of the line, or a ```diff block with the lines around it."
            raise not_once(self.line, f"`{self.old}`", len(places), more)
        first, last = places[0], places[0] + len(self.old)
        begin, end = reference.rfind("\n", 0, first) + 1, reference.index("\n", last)
        if not self.new and not (reference[begin:first] + reference[last:end]).strip():
            first, last = begin, end + 1
        return [Change(first, last, self.new)]


def parse_short(line: int, text: str) -> tuple[Edit, str]:
    """Parse what follows `- edit:`; return the edit and what is wrong with it, or an empty string."""
    pieces: list[Piece] = []
    at = 0
    while at < len(text) or not pieces:
        found = _replacement(text, at)
        if isinstance(found, str):
            return Edit(line), found
        old, new, at = found
        if old == new:
            return Edit(line), f"`{old}` stays as it is"
        pieces.append(Piece(line, old, new))
    return Edit(line, tuple(pieces)), ""


def _replacement(text: str, at: int) -> tuple[str, str, int] | str:
    """Return the old text, the new text and where the next replacement begins, or what is wrong."""
    old = OLD.match(text, at)
    if not old or not _code(old["code"]).strip():
        return f"an edit begins with a piece of the reference in backticks, and not with {_rest(text, at)}"
    arrow = ARROW.match(text, old.end())
    if not arrow:
        return f"there is no -> after {old[0]}"
    new = NEW.match(text, arrow.end())
    if not new:
        return f"after {old[0]} -> comes code in backticks, or the word nothing, and not {_rest(text, arrow.end())}"
    following = NEXT.match(text, new.end())
    if not following:
        return f"after {new[0]} comes nothing, or a comma and the next piece, and not {_rest(text, new.end())}"
    return _code(old["code"]), _code(new["code"] or ""), following.end()


def _code(span: str) -> str:
    """Return the code in a span. As in Markdown, spaces at both ends separate it from the backticks."""
    return span[1:-1] if span.strip() and span.startswith(" ") and span.endswith(" ") else span


def _rest(text: str, at: int) -> str:
    rest = text[at:].strip()
    return f"“{rest}”" if rest else "the end of the line"
