"""How a training was ended by the student's code: the sentence, the file, the line and the function."""

from __future__ import annotations

from dropgrade.files import shown
from dropgrade.lab.problems import CodeProblem
from dropgrade.lab.training.believed import Unbelievable, words
from dropgrade.lab.training.choosing_functions import Chosen
from dropgrade.lab.training.functions import AtHand
from dropgrade.sandbox.outcomes import OutOfMemory, OutOfTime, RaisedInfo, StudentRaised, WorkerOutcome
from dropgrade.submission.outline import line_of

AGAIN = "Correct it and save: the lab starts again by itself."
SLOW = "Look for a loop that does not end, or for one over single values that NumPy could do at once."


def problem_from(ended: StudentRaised | WorkerOutcome, chosen: Chosen) -> CodeProblem:
    """What a call in the worker ended with, as a problem."""
    if isinstance(ended, StudentRaised):
        return _raised(ended.info, chosen)
    if isinstance(ended, OutOfTime):
        printed = "printed more" in ended.message
        message = "Your code printed more than 4 MB in a moment, so the training was stopped."
        return CodeProblem(
            message if printed else "The training got no further and was stopped.", "" if printed else SLOW
        )
    if isinstance(ended, OutOfMemory):
        return CodeProblem("The training asked for more memory than it may have.", "Look for an array that grows.")
    return CodeProblem(_without_our_words(ended.message), AGAIN)


def _without_our_words(message: str) -> str:
    """A sentence about a worker, in which the lab's command has no name."""
    doing, _, rest = message.removeprefix("`").partition("` ")
    del doing
    return f"Your code {rest}" if rest else message


def _raised(info: RaisedInfo, chosen: Chosen) -> CodeProblem:
    each = chosen.files.get(info.part)
    if each is None:
        told = f"{info.type_name}: {info.text}" if info.text else info.type_name
        return CodeProblem(f"The training could not go on with what your function returned: {told}."[:300], AGAIN)
    name = _function_at(each, info)
    if info.is_a("NotImplementedError"):
        return _placed(f"`{name}` is not written yet.", each, info.line, name)
    text = f"{info.type_name}: {info.text}" if info.text else info.type_name
    return _placed(f"`{name}` raised {text}", each, info.line, name)


def loading_problem(info: RaisedInfo, chosen: Chosen) -> CodeProblem:
    """A file that could not be loaded."""
    each = chosen.files.get(info.part)
    text = f"{info.type_name}: {info.text}" if info.text else info.type_name
    if each is None:
        return CodeProblem(f"The lab's own code could not be loaded: {text}", "Please report this.")
    name = each.file.rpartition("/")[2]
    return _placed(f"{name} could not be loaded: {text}", each, info.line, "")


def unfit_problem(value: object, chosen: Chosen) -> CodeProblem:
    """A function that returned what the training cannot go on with."""
    if type(value) is not list or len(value) != 2:  # noqa: PLR2004 - the function and the sentence
        return Unbelievable()
    function, message = map(words, value)
    name = function.partition(".")[0]
    each = next((found for found in chosen.files.values() if name in found.needed.names), None)
    if each is None or each.submission is None:
        return CodeProblem(message, "")
    sources = [source for _, source in each.submission.parts if name in source]
    return _placed(message, each, line_of(sources[-1], name) if sources else None, function)


def _function_at(each: AtHand, info: RaisedInfo) -> str:
    """The function of those that were called, which the line lies in or behind."""
    if each.submission is None or info.line is None:
        return each.needed.names[0]
    sources = [source for _, source in each.submission.parts]
    starts = {name: line for name in each.needed.names for source in sources if (line := line_of(source, name))}
    before = [name for name, line in starts.items() if line <= info.line]
    return max(before, key=lambda name: starts[name], default=each.needed.names[0])


def _placed(message: str, each: AtHand, line: int | None, function: str) -> CodeProblem:
    place = shown(each.submission.file) if each.submission is not None else each.file
    return CodeProblem(message, AGAIN, file=place, line=line or 0, function=function)
