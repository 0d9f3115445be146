"""What a program meets beside its arguments: standard input, files, figures, and whether its calls are counted."""

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
"""Files by their names, as arrays of bytes."""


class Output(io.FileIO):
    """Where a worker prints to, which counts what it was given."""

    count: ClassVar[int] = 0
    """The bytes that were printed in all."""

    def write(self, data: ReadableBuffer, /) -> int:
        """Write, and count."""
        written = super().write(data) or 0
        Output.count += written
        return written


class Surroundings:
    """What is around the calls of one program, and is set up by the grader's requests."""

    def __init__(self) -> None:
        self.printed: Callable[[], int] = lambda: Output.count
        self._nothing = _input("")
        self._folder: Folder | None = None
        self._reaching: Reaching | None = None

    def begin_program(self, given: Contents | None) -> None:
        """Give a program its files, where it may use any: these can be read, and others made beside them."""
        self.leave()
        self._folder = None if given is None else Folder(_bytes(given))
        self._reaching = Reaching(self._folder) if self._folder else None
        self.enter()

    def begin_check(self) -> None:
        """Forget what the check before has written and drawn."""
        if self._folder is not None:
            self._folder.begin()
        figures.forget()

    def enter(self) -> None:
        """Lead the ways to files to those that the program has."""
        if self._reaching is not None:
            self._reaching.enter()

    def leave(self) -> None:
        """Leave the ways to files as they were."""
        if self._reaching is not None:
            self._reaching.leave()

    @contextmanager
    def of_a_call(self, request: Mapping[str, Any], labels: Container[str]) -> Iterator[dict[str, Any]]:
        """What a request says that its call finds, and what is to be said of the call in the end."""
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
        """Answer what is no call: the figures, the files, new files."""
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
    """Measure the most memory that is taken meanwhile."""
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
