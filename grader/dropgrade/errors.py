"""The exceptions that dropgrade raises, each with a message and a hint for the user."""

from __future__ import annotations

import contextlib
import errno

with contextlib.suppress(ImportError):  # not a Unix
    import resource  # at once: where memory is short, nothing more can be loaded

LIMITS = {
    errno.EMFILE: "open files (`ulimit -n`)",
    errno.ENFILE: "open files on the whole machine",
    errno.ENOMEM: "memory (`ulimit -v`, `ulimit -d`, or what the machine has)",
    errno.EFBIG: "the size of a file (`ulimit -f`)",
    errno.ENOSPC: "disk space",
    errno.EDQUOT: "your share of the disk (`quota`)",
}
"""Names for the resource limits that the operating system reports only as error numbers."""
NO_ROOM = "failed to map segment"
"""Part of the message of the dynamic loader when there is no memory for a library."""
LITTLE = 200 * 2**20
"""With fewer bytes than this, Python with NumPy may fail anywhere."""


def limit_behind(error: BaseException, *, is_fork: bool = False) -> str:
    """Return the name of the limit that caused an error and how to look it up, or an empty string.

    Pass `is_fork` if the error came from starting a process: the system reports a full process table as `EAGAIN`.
    """
    if isinstance(error, MemoryError) or (isinstance(error, ImportError) and NO_ROOM in str(error)):
        return LIMITS[errno.ENOMEM]
    if not isinstance(error, OSError):
        return LIMITS[errno.ENOMEM] if _leaves_little_memory() else ""
    if is_fork and error.errno == errno.EAGAIN:
        return "processes (`ulimit -u`)"
    return LIMITS.get(error.errno or 0, "")


def _leaves_little_memory() -> bool:
    """Return whether a limit leaves less memory than Python and NumPy need, so that any error may come from it."""
    kinds = (resource.RLIMIT_AS, resource.RLIMIT_DATA) if "resource" in globals() else ()
    return any(0 <= resource.getrlimit(kind)[0] < LITTLE for kind in kinds)  # no limit is -1


class DropgradeError(Exception):
    """Base class of all errors that are shown to a user.

    `message` says in one sentence what is wrong; `hint` says what to do about it.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class TargetError(DropgradeError):
    """The requested problem, file or folder does not exist or cannot be graded under that name."""


class CourseError(DropgradeError):
    """No course was found, or the course has faults."""


class Refused(DropgradeError):
    """A problem, a quiz or a course that cannot be created as requested."""


class SubmissionError(DropgradeError):
    """The submitted file contains nothing that can be run, so it earns no points; the message says why."""


class NoFile(SubmissionError):
    """The file that should have been handed in does not exist."""


class GraderFault(DropgradeError):
    """The grader itself failed. It is never the student's fault and never becomes a score."""


class SandboxFault(GraderFault):
    """The process that runs student code could not start or was lost; `layer` is the sandbox layer that failed."""

    def __init__(self, message: str, hint: str = "", layer: str = "") -> None:
        super().__init__(message, hint)
        self.layer = layer
