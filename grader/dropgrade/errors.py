"""The errors that dropgrade raises, each with a sentence for a person and what to do next."""

from __future__ import annotations


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
    """The process that runs student code could not be started or kept."""
