"""The environment of a program's calls: standard input, files, figures, and counting of calls."""

from __future__ import annotations

import io
import sys
import time
import tracemalloc
from collections.abc import Callable, Container, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from dropgrade.sandbox.inside import figures
from dropgrade.sandbox.inside.counting_calls import CallCounter
from dropgrade.sandbox.inside.folder import Folder
from dropgrade.sandbox.inside.reaching import Reaching

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

Contents = Mapping[str, np.ndarray[Any, Any]]
"""Files by name, as arrays of bytes."""


class Output(io.FileIO):
    """A worker's standard output, which counts the bytes written."""

    count: ClassVar[int] = 0
    """The total number of bytes printed."""

    def write(self, data: ReadableBuffer, /) -> int:
        """Write and count."""
        written = super().write(data) or 0
        Output.count += written
        return written


class Surroundings:
    """The environment of one program's calls, set up by requests of the grader."""

    def __init__(self) -> None:
        self.printed: Callable[[], int] = lambda: Output.count
        self._nothing = _input("")
        self._folder: Folder | None = None
        self._reaching: Reaching | None = None

    def begin_program(self, given: Contents | None) -> None:
        """Give a program its files, if it may use any: it can read these and create others."""
        self.leave()
        self._folder = None if given is None else Folder(_bytes(given))
        self._reaching = Reaching(self._folder) if self._folder else None
        self.enter()

    def begin_check(self) -> None:
        """Remove what the previous check has written and drawn."""
        if self._folder is not None:
            self._folder.begin()
        figures.forget()

    def enter(self) -> None:
        """Redirect the file functions to the program's folder."""
        if self._reaching is not None:
            self._reaching.enter()

    def leave(self) -> None:
        """Restore the file functions."""
        if self._reaching is not None:
            self._reaching.leave()

    @contextmanager
    def of_a_call(self, request: Mapping[str, Any], labels: Container[str]) -> Iterator[dict[str, Any]]:
        """Set up what a request says about its call; yield a dict that is filled with measurements of the call."""
        seen: dict[str, Any] = {}
        if request.get("stdin") or sys.stdin is not self._nothing or sys.stdin.closed:
            sys.stdin = _input(request.get("stdin") or "")
        counter = CallCounter(labels) if request.get("traced") else None
        with counter or nullcontext(), _peak(seen) if request.get("measured") else nullcontext():
            yield seen
        if counter is not None:
            seen["calls"] = counter.counted()
        if sys.stdin is not self._nothing or sys.stdin.closed:
            sys.stdin = self._nothing = _input("")
        seen |= {"printed": self.printed(), "cpu": time.process_time()}

    def answer(self, question: str, data: Any) -> object:  # noqa: ANN401 - what came with the question
        """Answer a request that is not a call: for figures, for files, or to add files."""
        match question:
            case "figures":
                return figures.drawn()
            case "files" if self._folder is not None:
                return {name: np.frombuffer(content, np.uint8) for name, content in self._folder.written().items()}
            case "put" if self._folder is not None:
                self._folder.put(_bytes(data))
        return None


@contextmanager
def _peak(seen: dict[str, Any]) -> Iterator[None]:
    """Measure the peak of the memory allocated meanwhile."""
    tracemalloc.start()
    try:
        yield
        seen["peak"] = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def _input(text: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(text.encode()), "utf-8")


def _bytes(contents: Contents) -> dict[str, bytes]:
    return {name: content.tobytes() for name, content in contents.items()}
