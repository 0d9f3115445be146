"""The proof of a problem's picture: the reference can be drawn at any rate, and its share lies in the band."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dropgrade.course.faults import Fault
from dropgrade.course.problem import Problem
from dropgrade.errors import SubmissionError
from dropgrade.pictures import PICTURE
from dropgrade.submission.submission import Submission

if TYPE_CHECKING:
    from dropgrade.grading.job import GradingJob
    from dropgrade.sandbox.client import Sandbox

RATES = (0.3, 0.0, 0.9)
"""Rates that students may ask for: the usual one, none, and one that drops nearly everything."""


@dataclass(slots=True)
class PictureTask:
    """The picture of a problem that has one, drawn of its reference."""

    problem: Problem
    reference: Submission | SubmissionError
    seed: int
    size: int = 1
    group: str = ""
    result: Fault | None = None

    def run(self, sandbox: Sandbox, tick: Callable[[], None]) -> Fault | None:
        """Draw it at several rates; what keeps it from being drawn is a fault."""
        tick()
        if not self._file.is_file() or isinstance(self.reference, SubmissionError):
            return None  # a fault of the reference's, which is reported elsewhere
        from dropgrade.grading.job import GradingJob
        from dropgrade.pictures.draw import Unsound

        try:
            return self._drawn(sandbox, GradingJob(self.problem, "", self.reference))
        except Unsound as error:
            return Fault(self._file, error.line, error.message, error.fix)

    @property
    def _file(self) -> Path:
        return self.problem.solution / PICTURE

    def _drawn(self, sandbox: Sandbox, job: GradingJob) -> Fault | None:
        from dropgrade.pictures.data import Share
        from dropgrade.pictures.draw import imported, run

        function = imported(self._file)
        for p in RATES:
            pictures, ending = run(function, job, sandbox, p, self.seed)
            if not pictures:
                message = f"the reference gives nothing to draw at p = {p:g}: {ending.message}"
                return Fault(
                    self._file, 0, message.rstrip("."), "Ask it for what it gives, within the problem's limits."
                )
            outside = [each.title for each in pictures if isinstance(each, Share) and not each.is_inside]
            if outside:
                message = f"the reference lies outside the band of {outside[0]!r} at p = {p:g}"
                return Fault(self._file, 0, message, "Count one entry per coin, against its probability.")
        return None
