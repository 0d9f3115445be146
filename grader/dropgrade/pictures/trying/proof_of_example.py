"""The proof of a problem's example: the reference gives what the example says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dropgrade.course.example import FILE, examine_example
from dropgrade.course.faults import Fault
from dropgrade.course.problem import Problem
from dropgrade.errors import SubmissionError
from dropgrade.submission.submission import Submission

if TYPE_CHECKING:
    from dropgrade.pictures.trying.trial import Done
    from dropgrade.sandbox.client import Sandbox


@dataclass(slots=True)
class ExampleTask:
    """The example of a problem that has one, run on its reference."""

    problem: Problem
    reference: Submission | SubmissionError
    size: int = 1
    group: str = ""
    result: Fault | None = None

    def run(self, sandbox: Sandbox, tick: Callable[[], None]) -> Fault | None:
        """Run it; the first line whose value differs is a fault."""
        tick()
        steps, faults = examine_example(self.problem.solution)
        if not steps or faults or isinstance(self.reference, SubmissionError):
            return None  # which the rules for files report
        from dropgrade.grading.job import GradingJob
        from dropgrade.pictures.trying.trial import try_example

        trial = try_example(GradingJob(self.problem, "", self.reference), sandbox)
        file = self.problem.solution / FILE
        if trial.seed is None:
            line = next(step.line for step in steps if step.is_coins)
            return Fault(file, line, "no draw of the reference's gives these coins", "Choose coins that come up.")
        wrong = next((done for done in trial.steps if not done.is_right), None)
        return Fault(file, wrong.step.line, _words(wrong), "Correct the example, or the reference.") if wrong else None


def _words(done: Done) -> str:
    """A sentence that says what the reference gives, and what the example says."""
    from dropgrade.pictures.trying.side_by_side import lines_of

    if done.ended is not None:
        return f"`{done.step.source}` ends differently with the reference: {done.ended.message.rstrip('.')}"
    return f"`{done.step.source}` gives {' '.join(lines_of(done.observed))} with the reference"
