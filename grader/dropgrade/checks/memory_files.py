"""The files that a submission finds and writes, all of them in its worker's memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from dropgrade.checks.failure import fail
from dropgrade.sandbox.client import Worker

MOST_FILES = 1000


class StudentFiles(Mapping[str, bytes]):
    """The files that the program has written since the check began, by name, such as `out/marks.csv`, without `data/`.

    It is empty if the problem does not allow files.
    """

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self._known: dict[str, bytes] | None = None

    def put(self, name: str, content: str | bytes) -> None:
        """Create a file under this name for the program to find."""
        data = content.encode() if isinstance(content, str) else content
        self._worker.ask("put", {name: np.frombuffer(data, np.uint8)})

    def __getitem__(self, name: str) -> bytes:
        """Return the content of a file; the check fails if the program has not written it."""
        if name not in self._all():
            written = ", ".join(sorted(self._all())) or "no file"
            fail("the files that were written", observed=written, expected=name)
        return self._all()[name]

    def __contains__(self, name: object) -> bool:
        return name in self._all()

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def _all(self) -> dict[str, bytes]:
        if self._known is None:
            self._known = _contents(self._worker.ask("files"))
        return self._known


def _contents(answer: object) -> dict[str, bytes]:
    """Return the files in the worker's answer; anything that is not a file is left out."""
    files = answer if isinstance(answer, dict) else {}
    return {
        name: content.tobytes()
        for name, content in list(files.items())[:MOST_FILES]
        if isinstance(name, str) and isinstance(content, np.ndarray) and content.dtype == np.uint8
    }
