"""The file that remembers what a person has done: versioned, always complete, and safe to share."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dropgrade.course.course import Course
from dropgrade.errors import DropgradeError
from dropgrade.files import clear_drafts, moved_aside, write_whole

VERSION = 1
PATIENCE = 10.0
"""Seconds to wait for another command that is writing."""
Data = dict[str, Any]


def progress_file(course: Course) -> Path:
    """Return where progress is stored: in the course's folder, or in the user's data for the installed course."""
    if course.is_installed:
        from platformdirs import user_data_path

        return user_data_path("dropgrade", appauthor=False) / "progress.json"
    return course.root / ".dropgrade" / "progress.json"


@dataclass(slots=True)
class Progress:
    """The progress file; `tell` is called with warnings about it."""

    file: Path
    tell: Callable[[str], None]

    def read(self) -> Data:
        """Return the stored data, which is empty if there is no file yet.

        A damaged file is renamed, so that nothing in it is lost, and reported. Raises `DropgradeError` if it is not a
        file or was written by a newer version.
        """
        if self.file.exists() and not self.file.is_file():
            raise DropgradeError(f"{self.file} is not a file.", "Move it away: the progress is kept there.")
        try:
            data = json.loads(self.file.read_text("utf-8"))
        except FileNotFoundError:
            return _nothing()
        except (ValueError, RecursionError):
            return self._set_aside("could not be read")
        if not isinstance(data, dict) or type(data.get("version")) is not int:
            return self._set_aside("is not a record of progress")
        if data["version"] > VERSION:
            raise DropgradeError(
                f"{self.file} was written by a newer dropgrade.", "Update dropgrade, or move that file away."
            )
        return data

    def update(self, change: Callable[[Data], None]) -> None:
        """Change the stored data, including what another command has written in the meantime."""
        from filelock import FileLock, Timeout

        self.file.parent.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(f"{self.file}.lock", timeout=PATIENCE):
                clear_drafts(self.file.parent)
                data = self.read()
                change(data)
                write_whole(self.file, json.dumps(data).encode())
        except Timeout:
            hint = f"Another command holds {self.file}.lock; wait for it, or end it."
            raise DropgradeError("The progress could not be saved.", hint) from None

    def _set_aside(self, reason: str) -> Data:
        aside = self.file.with_name(f"progress.{datetime.now(UTC):%Y%m%dT%H%M%S}.damaged.json")
        if kept := moved_aside(self.file, aside):  # otherwise another command has just renamed it
            self.tell(f"The progress {reason}. It was kept as {kept}, and a new one was started.")
        return _nothing()


def _nothing() -> Data:
    return {"version": VERSION}
