"""A fault of the content: where it is, what is wrong, and how to fix it."""

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
"""What new files say where something is still to be written."""
STILL_OPEN = "it still says TODO"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that an author has to fix; line 0 means the file as a whole."""

    file: Path
    line: int
    message: str
    fix: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else str(self.file)
        return f"{place}: {self.message}"

    def to_json(self) -> dict[str, object]:
        """The fault as a JSON report shows it."""
        return {"file": str(self.file), "line": self.line, "message": self.message, "fix": self.fix}


def sound(read: Read | None, faults: Iterable[Fault]) -> Read:
    """What was read, where nothing is wrong with it; else a `CourseError` lists every fault, not just the first."""
    found = "\n".join(map(str, faults))
    if found or read is None:
        raise CourseError(found, "Fix these and run the command again.")
    return read


def unreadable(file: Path, error: Exception, missing: str) -> Fault:
    """Why a file cannot be read, as TOML or as text; `missing` says what to do where it is not there."""
    if isinstance(error, OSError):
        return Fault(file, 0, str(error.strerror), missing)
    if isinstance(error, UnicodeDecodeError):
        return Fault(file, 0, "this is not UTF-8 text", "Save it as UTF-8.")
    place = AT_LINE.search(str(error))
    message = f"this is not TOML: {AT_LINE.sub('', str(error)).strip()}"
    return Fault(file, int(place[1] or 0) if place else 0, message, "Fix the line.")


def read_optional(file: Path) -> tuple[str | None, list[Fault]]:
    """The text of a file that need not be there: None where it is not, or where it cannot be read, which is a fault."""
    try:
        return file.read_text(encoding="utf-8"), []
    except FileNotFoundError:
        return None, []
    except (OSError, UnicodeDecodeError) as error:
        return None, [Fault(file, 0, f"it cannot be read: {error}", "Save it as UTF-8 text.")]


def line_of(key: str, text: str) -> int:
    """The line of a TOML text that sets a key, or 0."""
    setting = re.compile(rf"\s*(\[\s*)?[\"']?{re.escape(key)}[\"']?\s*(=|\]|\.)")
    return next((number for number, line in enumerate(text.split("\n"), 1) if key and setting.match(line)), 0)
