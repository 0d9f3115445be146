"""Faults of a course's content: where they are, what is wrong, and how to fix them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from dropgrade.errors import CourseError

Read = TypeVar("Read")
AT_LINE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")


LEFT_OPEN = re.compile(r"\bTODO\b")
"""What generated files contain in places that the author still has to fill in."""
STILL_OPEN = "it still says TODO"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that an author has to fix; line 0 means the whole file."""

    file: Path
    line: int
    message: str
    fix: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else str(self.file)
        return f"{place}: {self.message}"

    def to_json(self) -> dict[str, object]:
        """Return the fault as it appears in a JSON report."""
        return {"file": str(self.file), "line": self.line, "message": self.message, "fix": self.fix}


def sound(read: Read | None, faults: Iterable[Fault]) -> Read:
    """Return what was read if there are no faults; else raise a `CourseError` that lists all of them."""
    found = "\n".join(map(str, faults))
    if found or read is None:
        raise CourseError(found, "Fix these and run the command again.")
    return read


def unreadable(file: Path, error: Exception, missing: str) -> Fault:
    """Return the fault of a file that cannot be read as TOML or as text; `missing` is the fix if it does not exist."""
    if isinstance(error, OSError):
        return Fault(file, 0, str(error.strerror), missing)
    if isinstance(error, UnicodeDecodeError):
        return Fault(file, 0, "this is not UTF-8 text", "Save it as UTF-8.")
    place = AT_LINE.search(str(error))
    message = f"this is not TOML: {AT_LINE.sub('', str(error)).strip()}"
    return Fault(file, int(place[1] or 0) if place else 0, message, "Fix the line.")


def read_optional(file: Path) -> tuple[str | None, list[Fault]]:
    """Read an optional file: return its text, or None if it does not exist; failing to read it is a fault."""
    try:
        return file.read_text(encoding="utf-8"), []
    except FileNotFoundError:
        return None, []
    except (OSError, UnicodeDecodeError) as error:
        return None, [Fault(file, 0, f"it cannot be read: {error}", "Save it as UTF-8 text.")]


def line_of(key: str, text: str) -> int:
    """Return the line of a TOML text that sets a key, or 0."""
    setting = re.compile(rf"\s*(\[\s*)?[\"']?{re.escape(key)}[\"']?\s*(=|\]|\.)")
    return next((number for number, line in enumerate(text.split("\n"), 1) if key and setting.match(line)), 0)
