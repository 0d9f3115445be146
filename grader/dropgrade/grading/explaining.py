"""Help for beginners next to a failure: common slips, shapes that clash, and remaining stubs."""

from __future__ import annotations

from dataclasses import replace

from dropgrade.checks.failure import CheckFailed
from dropgrade.grading.job import GradingJob
from dropgrade.grading.shapes import Scene, Shape, shapes_explained
from dropgrade.grading.slips import Seen, explained
from dropgrade.report import Explanation
from dropgrade.sandbox.outcomes import RaisedInfo, StudentRaised
from dropgrade.submission import outline
from dropgrade.submission.submission import Submission

TEST_LINES = (
    "Line {line} is outside of every function, so it runs whenever the file is loaded, and what it raises keeps the "
    'file from being graded. Below `if __name__ == "__main__":` it only runs with `python FILE`.'
)


def of_exception(job: GradingJob, info: RaisedInfo, raised: StudentRaised | None = None) -> Explanation | None:
    """Return help for a student's exception; `raised` has the call, unless the file raised while loading."""
    line, source = _line(job, info), source_of(job, info.part)
    axes = _axes(job, source, raised) if raised else {}
    shown = shapes_explained(Scene(info.text, line, source, info.arrays, axes))
    shown = shown or explained(
        Seen(
            exceptions=(info.type_name, *info.bases),
            text=info.text,
            line=line,
            source=source,
            function=raised.function if raised else "",
            signature=_signature(job, info, raised.function) if raised else "",
            call=raised.call if raised else "",
            exercises=_exercises(job, info),
        )
    )
    return shown if raised else _with_test_lines(job, info, shown)


def of_observation(job: GradingJob, failure: CheckFailed, function: str, returned: str) -> Explanation | None:
    """Return help for an observation; `returned` describes what the latest call of `function` returned."""
    kind, text = failure.fact.exception, failure.observed.partition(": ")[2]
    exceptions = (kind,) if kind else ()
    source = source_of(job)
    shown = shapes_explained(Scene(text, source=source)) if kind else None
    return shown or explained(
        Seen(
            exceptions,
            text if kind else "",
            source=source,
            observed=failure.observed,
            returned=returned,
            function=function,
        )
    )


def of_missing_name(job: GradingJob, name: str) -> Explanation | None:
    """Return help for a missing function: another one with nearly the same name."""
    return explained(Seen(source=source_of(job), observed=f"missing {name}"))


def left_to_do(job: GradingJob, info: RaisedInfo) -> str:
    """Explain a NotImplementedError that did not come from a bare stub; empty if it did."""
    return outline.left_to_do(source_of(job, info.part), info.line) if info.line else ""


def source_of(job: GradingJob, part: str = "") -> str:
    """Return the text of a part of the submission, or of all of it."""
    if not isinstance(job.submission, Submission):
        return ""
    parts = dict(job.sources)
    return parts[part] if part in parts else "\n".join(parts.values())


def _line(job: GradingJob, info: RaisedInfo) -> str:
    return job.line(info.part, info.line) if info.line else ""


def _with_test_lines(job: GradingJob, info: RaisedInfo, shown: Explanation | None) -> Explanation | None:
    """Add why lines below the functions matter, if one of them raised."""
    if not is_test_line(job, info):
        return shown
    words = TEST_LINES.format(line=info.path[0][1])
    return replace(shown, words=f"{shown.words} {words}") if shown else Explanation(words, subject="debugging")


def is_test_line(job: GradingJob, info: RaisedInfo) -> bool:
    """Whether loading failed in a line of a file below the functions that the problem asks for."""
    if not info.path or not isinstance(job.submission, Submission) or job.submission.is_notebook:
        return False
    last = outline.last_line_of(source_of(job, info.part), job.problem.all_names)
    return bool(last) and info.path[0][1] > last


def _axes(job: GradingJob, source: str, raised: StudentRaised) -> dict[Shape, tuple[str, ...]]:
    """Return the axis names for the shapes of the arguments whose axes the problem names."""
    names = outline.parameters(source, raised.function)
    found: dict[Shape, tuple[str, ...]] = {}
    for place, shape in raised.given:
        name = place if isinstance(place, str) else names[place] if place < len(names) else ""
        axes = job.problem.axes.get(name, ())
        if len(axes) == len(shape):
            found[shape] = axes
    return found


def _signature(job: GradingJob, info: RaisedInfo, function: str) -> str:
    """Return the signature of a function in its stub, if the exception can be about arguments."""
    if not any(map(info.is_a, ("TypeError", "ValueError", "AttributeError", "IndexError"))):
        return ""
    stubs = [job.problem.exercise / f"{module}.py" for module in job.problem.written]
    try:
        return next(filter(None, (outline.signature(stub.read_text("utf-8"), function) for stub in stubs)), "")
    except (OSError, UnicodeDecodeError):
        return ""


def _exercises(job: GradingJob, info: RaisedInfo) -> tuple[str, ...]:
    """Return the names of the other exercises' folders and files, if the exception is about a module."""
    if not info.is_a("ImportError"):
        return ()
    folders = [folder.name for folder in job.problem.solution.parent.iterdir() if folder.name != job.problem.name]
    return tuple(name for folder in folders for name in (folder, folder.partition("_")[2]) if name)
