"""A fault of the content: where it is, what is wrong, and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that an author has to mend; line 0 means the file as a whole."""

    file: Path
    line: int
    message: str
    mend: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else str(self.file)
        return f"{place}: {self.message}"

    def to_json(self) -> dict[str, object]:
        """The fault as a JSON report shows it."""
        return {"file": str(self.file), "line": self.line, "message": self.message, "mend": self.mend}
