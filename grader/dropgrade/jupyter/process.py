"""`python -m dropgrade.jupyter.process`: the trusted process that a notebook starts.

It reads the cells as JSON from standard input, and answers with what the notebook shows.
"""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from dropgrade.course.course import Course, find_course
from dropgrade.course.finish import read_finish
from dropgrade.course.problem import Problem, read_problem
from dropgrade.errors import DropgradeError, SubmissionError
from dropgrade.grading import Grader
from dropgrade.jupyter.failed import Failure, spoiled
from dropgrade.progress.problem_progress import remember
from dropgrade.report import ProblemReport, Report
from dropgrade.screen.text import printable
from dropgrade.submission.needed import defining_parts
from dropgrade.submission.submission import Submission, submitted_cells
from dropgrade.submission.targets import Target, problem_named

SEED = 0
COLUMNS = 80
FOR_TERMINALS = ("FORCE_COLOR", "CLICOLOR_FORCE", "TTY_COMPATIBLE", "TTY_INTERACTIVE")
"""Set by a kernel for programs that print to it; here they would put colours into plain text."""

SPOILED = (
    "Nothing was graded: what an earlier cell defined does not count in its place. Fix the cell, and run it again."
)
AWAITS = "Nothing was graded. `await` does not work below %%dropgrade: run the cell without it, then %dropgrade p03."
Bundle = dict[str, str]
"""The same content in several forms, by MIME type."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request of a notebook: a problem by the beginning of its name, and labelled cells in order.

    `failed` has the line and the exception of each cell that failed in the kernel.
    """

    verb: str
    problem: str
    cells: list[tuple[str, str]]
    is_cell: bool
    failed: dict[str, Failure] = field(default_factory=dict)

    @classmethod
    def from_json(cls, data: Any) -> Request:  # noqa: ANN401 - from outside
        """Parse the request that the kernel sent."""
        return cls(
            str(data["verb"]),
            str(data["problem"]),
            [(str(label), str(source)) for label, source in data["cells"]],
            data["is_cell"],
            {str(label): (int(line), str(words)) for label, (line, words) in data["failed"].items()},
        )


def main() -> None:
    """Answer one request, even if it fails."""
    for name in FOR_TERMINALS:
        os.environ.pop(name, None)
    os.environ["COLUMNS"] = str(COLUMNS)
    try:
        request = Request.from_json(json.load(sys.stdin.buffer))
    except (ValueError, TypeError, KeyError, RecursionError):
        reply = _complaint(
            "The notebook sent something that cannot be read.", "Restart the kernel, and run the cell again."
        )
    else:
        reply = answer(request)
    json.dump(reply, sys.stdout)
    sys.stdout.flush()


def answer(request: Request) -> Bundle:
    """Return the feedback, or what is wrong and what to do."""
    try:
        course = find_course()
        problem = read_problem(course, problem_named(course, request.problem))
        if request.verb != "check":
            return _after_notice(course.notice, _looked_at(course, problem, request))
        report = _graded(course, problem, request)
    except DropgradeError as error:
        return _complaint(error.message, error.hint)
    except OSError as error:
        return _complaint(
            f"The system refused: {error.strerror or error}.", "See whether the disk is full, and run it again."
        )
    except Exception as error:  # noqa: BLE001 - no traceback of ours reaches a student
        return _complaint(f"It failed itself: {type(error).__name__}: {error}", "Please report this.")
    finish = _finish(course, remember(course, report, is_kernel=True))
    shown = {form: text + finish.get(form, "") for form, text in _shown(report, request).items()}
    return _after_notice(course.notice, shown)


def _finish(course: Course, solved: Sequence[str]) -> Bundle:
    """Return the page for the first full marks in a problem, if there is one."""
    finish = read_finish(course.authority / "solutions" / solved[0]) if solved else None
    if finish is None:
        return {}
    from html import escape

    from dropgrade.screen.finish_page import finish_lines

    words = "\n".join(line.plain for line in finish_lines(finish, COLUMNS)).strip("\n")
    return {"text/plain": f"\n\n{words}", "text/html": f"<pre>{escape(words)}</pre>"}


def _looked_at(course: Course, problem: Problem, request: Request) -> Bundle:
    """Return the example of the statement, or the pictures, for what the cells define."""
    from dropgrade.jupyter.looking import drawn, tried

    with Grader(course, SEED) as grader:
        job = grader.job(_target(problem, request))
        return (tried if request.verb == "try" else drawn)(job, grader.sandbox)


def _target(problem: Problem, request: Request) -> Target:
    """Return the target for the cells; raises `SubmissionError` if one that should define the answer failed."""
    submission = submitted_cells("notebook", request.cells)
    if found := spoiled(problem.all_names, submission.parts, request.failed, is_cell=request.is_cell):
        hint = AWAITS if "event loop is already running" in found[1] else SPOILED
        raise SubmissionError(f"{found[0].capitalize()} failed. {found[1]}", hint)
    return Target(problem.name, submission.file, submission, _source(problem, submission))


def _graded(course: Course, problem: Problem, request: Request) -> Report:
    with Grader(course, SEED) as grader:
        return grader.grade([_target(problem, request)])


def _source(problem: Problem, submission: Submission) -> str:
    """Name the cells that hold the latest definitions of what the problem asks for."""
    latest = {name: defining_parts(submission.parts, [name])[-1:] for name in problem.all_names}
    cells = [label for label, _ in submission.parts if (label,) in latest.values()]
    return ", ".join(cells) or "this notebook"


def _shown(report: Report, request: Request) -> Bundle:
    from dropgrade.screen.report_html import feedback_of
    from dropgrade.screen.report_terminal import write_report

    def again(problem: ProblemReport) -> str:
        number = problem.problem.partition("_")[0]
        return "run it again" if request.is_cell else f"run it, then %dropgrade {number}"

    text = io.StringIO()
    write_report(report, again, stream=text)
    return {"text/html": feedback_of(report, again), "text/plain": text.getvalue().rstrip("\n")}


def _after_notice(notice: str, bundle: Bundle) -> Bundle:
    """Put the notice about how the course was found before what is shown."""
    before = _complaint(notice) if notice else {}
    return {form: f"{before[form]}\n{shown}" if form in before else shown for form, shown in bundle.items()}


def _complaint(message: str, hint: str = "") -> Bundle:
    from dropgrade.screen.report_html import complaint_of

    words = printable(f"dropgrade: {message}\n{hint}".rstrip("\n"))
    return {"text/html": complaint_of(message, hint), "text/plain": words}


if __name__ == "__main__":
    main()
