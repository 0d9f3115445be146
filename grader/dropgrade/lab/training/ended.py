"""Describe how the student's code ended a training: the sentence, the file, the line and the function."""

from __future__ import annotations

import re

from dropgrade.files import shown
from dropgrade.lab.problems import CodeProblem
from dropgrade.lab.training.believed import LONGEST, Unbelievable, words
from dropgrade.lab.training.choosing_functions import Chosen
from dropgrade.lab.training.functions import AtHand
from dropgrade.sandbox.outcomes import Crashed, OutOfMemory, OutOfTime, RaisedInfo, StudentRaised, WorkerOutcome
from dropgrade.screen.text import one_line
from dropgrade.submission.outline import line_of

WHERE = re.compile(r'File "([^"\n]+)", line (\d{1,6}) in (\w+)')
"""A line of the output of Python's faulthandler."""
AGAIN = "Correct it and save: the lab starts again by itself."
SLOW = "Look for a loop that does not end, or for one over single values that NumPy could do at once."


def problem_from(ended: StudentRaised | WorkerOutcome, chosen: Chosen, printed: str = "") -> CodeProblem:
    """The problem with which a call in the worker ended; `printed` may show where it was when it was stopped."""
    if isinstance(ended, StudentRaised):
        return _raised(ended.info, chosen)
    if isinstance(ended, OutOfTime):
        if "printed more" in ended.message:
            message = "Your code printed more than 4 MB in a moment, so the training was stopped."
            return CodeProblem(message, "Take out a `print`, or print less.")
        return _stuck(printed, chosen)
    if isinstance(ended, OutOfMemory):
        return CodeProblem("The training asked for more memory than it may have.", "Look for an array that grows.")
    if isinstance(ended, Crashed):
        return CodeProblem(_without_our_words(ended.message), AGAIN)
    return Unbelievable()


def _stuck(printed: str, chosen: Chosen) -> CodeProblem:
    """The problem of a call that took too long; its line is the student's innermost in the last traceback printed."""
    lines = WHERE.findall(printed.rpartition("most recent call first")[2])
    for part, line, _ in lines:
        if part in chosen.files:
            each = chosen.files[part]
            name = _function_at(each, int(line))
            problem = _placed(f"`{name}` did not return, so the training was stopped.", each, int(line), name, part)
            problem.hint = SLOW
            return problem
    return CodeProblem("The training made no progress and was stopped.", SLOW)


def _without_our_words(message: str) -> str:
    """A sentence about a worker without the internal name of the lab's command."""
    _, loading, rest = message.partition("loading the file ")
    if not loading:
        rest = message.removeprefix("`").partition("` ")[2]
    return one_line(f"Your code {rest.replace('the grader', 'the lab')}")


def _raised(info: RaisedInfo, chosen: Chosen) -> CodeProblem:
    each = chosen.files.get(info.part)
    if each is None and (called := _called(info, chosen)):
        name, found = called
        return _placed(
            f"`{name}` cannot be called with the parameters of the task: {_said(info)}", found, _line(found, name), name
        )
    if each is None:
        return CodeProblem(f"The training could not go on with what your function returned: {_said(info)}", AGAIN)
    name = _function_at(each, info.line)
    if info.is_a("NotImplementedError"):
        return _placed(f"`{name}` is not written yet.", each, info.line, name, info.part)
    return _placed(f"`{name}` raised {_said(info)}", each, info.line, name, info.part)


def _said(info: RaisedInfo) -> str:
    """An exception in one line."""
    return one_line(f"{info.type_name}: {info.text}" if info.text else info.type_name)[:LONGEST]


def loading_problem(info: RaisedInfo, chosen: Chosen) -> CodeProblem:
    """The problem of a file that could not be loaded."""
    each = chosen.files.get(info.part)
    if each is None:
        return CodeProblem(f"The lab's own code could not be loaded: {_said(info)}", "Please report this.")
    name = each.file.rpartition("/")[2]
    return _placed(f"{name} could not be loaded: {_said(info)}", each, info.line, "", info.part)


def unfit_problem(value: object, chosen: Chosen) -> CodeProblem:
    """The problem of a function whose result the training cannot use."""
    if type(value) is not list or len(value) != 2:  # noqa: PLR2004 - the function and the sentence
        return Unbelievable()
    function, message = map(words, value)
    name = function.partition(".")[0]
    each = next((found for found in chosen.files.values() if name in found.needed.names), None)
    if each is None:
        return CodeProblem(message, AGAIN)
    return _placed(message, each, _line(each, name), function)


def _called(info: RaisedInfo, chosen: Chosen) -> tuple[str, AtHand] | None:
    """The function whose call failed before any of its lines ran: its parameters differ from the task's."""
    names = ((name, each) for each in chosen.files.values() for name in each.needed.names)
    is_call = info.is_a("TypeError")
    return next((found for found in names if is_call and info.text.startswith((f"{found[0]}()", f"{found[0]}."))), None)


def _line(each: AtHand, name: str) -> int | None:
    """The line where a function begins."""
    sources = [source for _, source in each.submission.parts if name in source] if each.submission else []
    return line_of(sources[-1], name) if sources else None


def _function_at(each: AtHand, line: int | None) -> str:
    """The called function that contains the line, or that is the last one before it."""
    if each.submission is None or line is None:
        return each.needed.names[0]
    sources = [source for _, source in each.submission.parts]
    starts = {name: start for name in each.needed.names for source in sources if (start := line_of(source, name))}
    before = [name for name, start in starts.items() if start <= line]
    return max(before, key=lambda name: starts[name], default=each.needed.names[0])


def _placed(message: str, each: AtHand, line: int | None, function: str, part: str = "") -> CodeProblem:
    """A problem with its place: the file, and for a notebook the cell, which `part` names after the file's own name."""
    place = shown(each.submission.file) if each.submission is not None else each.file
    if each.submission is not None and each.submission.is_notebook and part:
        place = f"{shown(each.submission.file)}{part.removeprefix(each.submission.file.name)}"
    return CodeProblem(message, AGAIN, file=place, line=line or 0, function=function)
