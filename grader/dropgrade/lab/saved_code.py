"""What the page hears when a file of the student's was saved, so that it shows what the new version does."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from dropgrade.errors import DropgradeError
from dropgrade.files import shown
from dropgrade.lab.training.training_asks import changed_functions
from dropgrade.submission.saves import Saves

if TYPE_CHECKING:
    from dropgrade.lab.lab_session import Session

KINDS = (".py", ".ipynb")


class SavedCode:
    """Sends `code.changed` for each problem whose program was saved, until it is closed."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._over = threading.Event()
        if not session.course.is_installed:
            Saves().begin([session.course.exercises], self._hear, deep=True, stop=self._over)

    def _hear(self, changes: set[Path] | Exception) -> None:
        if isinstance(changes, Exception):  # nobody watches any more: the page goes on with what it has
            return
        files = {file.parent: file for file in sorted(changes) if file.suffix in KINDS}
        for folder, file in files.items():
            if folder.name in self._session.course.names() and not self._over.is_set():
                self._tell(folder.name, file)

    def _tell(self, problem: str, file: Path) -> None:
        try:
            functions = changed_functions(self._session.course, file)
        except DropgradeError:  # what keeps a run from starting is said by the run
            functions = []
        self._session.send({"event": "code.changed", "problem": problem, "file": shown(file), "functions": functions})

    def close(self) -> None:
        """Watch no longer."""
        self._over.set()
