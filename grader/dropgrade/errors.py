"""The errors that dropgrade raises, each with a sentence for a person and what to do next."""

from __future__ import annotations

import errno

LIMITS = {
    errno.EMFILE: "open files (`ulimit -n`)",
    errno.ENFILE: "open files of the whole machine",
    errno.ENOMEM: "memory (`ulimit -v`, `ulimit -d`, or what the machine has)",
    errno.EFBIG: "the size of a file (`ulimit -f`)",
    errno.ENOSPC: "the room on the disk",
    errno.EDQUOT: "your share of the disk (`quota`)",
}
"""The limits that a system names by the number of an error only."""
NO_ROOM = "failed to map segment"
"""What the loader of shared libraries says where there is no memory for one."""


def limit_behind(error: BaseException, *, is_fork: bool = False) -> str:
    """The limit that an error comes from, with how to look it up; empty where there is none.

    `is_fork` says that a process was to be started, which a full table of processes refuses with `EAGAIN`.
    """
    if isinstance(error, MemoryError) or (isinstance(error, ImportError) and NO_ROOM in str(error)):
        return LIMITS[errno.ENOMEM]
    if not isinstance(error, OSError):
        return ""
    if is_fork and error.errno == errno.EAGAIN:
        return "processes (`ulimit -u`)"
    return LIMITS.get(error.errno or 0, "")


class DropgradeError(Exception):
    """Base of every error that a person may see.

    `message` says what is wrong in one sentence; `hint` says what to do about it.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class TargetError(DropgradeError):
    """What was asked for does not exist or cannot be graded as named."""


class CourseError(DropgradeError):
    """No course was found, or the course that was found is faulty."""


class Refused(DropgradeError):
    """A problem, a quiz or a course that cannot be started as it was asked for."""


class SubmissionError(DropgradeError):
    """A file exists but holds nothing that could be run: it earns nothing, and says why."""


class NoFile(SubmissionError):
    """The file that should have been handed in is not there."""


class GraderFault(DropgradeError):
    """Something of the grader's own broke; never the student's doing, never a score."""


class SandboxFault(GraderFault):
    """The process that runs student code could not be started or kept; `layer` is what failed of its confinement."""

    def __init__(self, message: str, hint: str = "", layer: str = "") -> None:
        super().__init__(message, hint)
        self.layer = layer
