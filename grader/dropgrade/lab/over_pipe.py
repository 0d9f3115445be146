"""A session of the lab over standard input and output, for a notebook: lines of asks in, frames out.

An ask is a line of JSON. Each output is the length of a frame in 4 bytes, little-endian, and the frame as a socket
sends it (`server/frames.py`), with arrays or without. The process ends when its input does.
"""

from __future__ import annotations

import os
import struct
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from dropgrade.course.course import find_course
from dropgrade.lab.asked import AskError
from dropgrade.lab.lab_session import Session
from dropgrade.lab.problems import problem_of
from dropgrade.lab.server.frames import PACE, binary_frame, read_ask
from dropgrade.submission.targets import problem_named

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Pipe:
    """The output: whole frames from any thread, those with arrays no faster than a page can draw them."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._lock = threading.Lock()
        self._drawn = 0.0

    def send(self, body: Mapping[str, object], arrays: Mapping[str, NDArray[np.generic]]) -> None:
        """Write a frame, or drop it if there is no reader any more."""
        frame = binary_frame(body, arrays)
        with self._lock, suppress(OSError, ValueError):
            if arrays:
                time.sleep(max(0.0, self._drawn + PACE - time.monotonic()))
                self._drawn = time.monotonic()
            self._stream.write(struct.pack("<I", len(frame)) + frame)
            self._stream.flush()


def main(arguments: list[str]) -> None:
    """Answer asks until the input ends; the argument, if any, is the problem to begin with."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing else that is printed may get between the frames
    pipe = Pipe(out)
    course = find_course()
    session = Session(course, pipe.send, problem_named(course, arguments[0]) if arguments else None)
    for line in sys.stdin.buffer:
        try:
            session.answer(read_ask(line.decode("utf-8", "replace")))
        except AskError as error:
            pipe.send({"id": None, "problem": problem_of(error)}, {})
    session.close()


if __name__ == "__main__":
    sys.path[:] = [each for each in sys.path if each and Path(each) != Path.cwd()]  # import no module of the student's
    main(sys.argv[1:])
