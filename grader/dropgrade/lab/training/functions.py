"""The functions that the lab uses: the student's own if they can be used, otherwise the reference's."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from dropgrade.course.course import Course
from dropgrade.course.problem import read_description, stem_of
from dropgrade.errors import CourseError, NoFile, SubmissionError
from dropgrade.files import shown
from dropgrade.progress.problem_progress import progress_of, progress_on
from dropgrade.submission.needed import UNREADABLE
from dropgrade.submission.outline import is_stub
from dropgrade.submission.submission import Submission, as_handed_in
from dropgrade.submission.targets import exercise

Parts = tuple[tuple[str, str], ...]
OWN, WRONG, REFERENCE = "yours", "wrong", "reference"
MISSING, NOT_WRITTEN, RAISES = "missing", "not_written", "raises"
USABLE = (OWN, WRONG)


@dataclass(frozen=True, slots=True)
class Needed:
    """A function or two of one problem that the lab calls: the problem's name without its number, and their names."""

    key: str
    stem: str
    names: tuple[str, ...]


NEEDED = {
    each.key: each
    for each in (
        Needed("standard_dropout", "standard_dropout", ("standard_dropout",)),
        Needed("dropout", "inverted_scaling", ("inverted_dropout",)),
        Needed("dropout_backward", "dropout_backward", ("dropout_backward",)),
        Needed("dropout_layer", "dropout_layer", ("DropoutLayer",)),
        Needed("spatial_dropout_1d", "spatial_dropout_1d", ("spatial_dropout_1d",)),
        Needed("spatial_dropout_2d", "spatial_dropout_2d", ("spatial_dropout_2d", "spatial_dropout_2d_backward")),
        Needed("mc_dropout", "mc_dropout", ("mc_dropout",)),
        Needed("dropconnect", "dropconnect", ("dropconnect_forward", "dropconnect_backward")),
        Needed("dropblock", "dropblock", ("dropblock",)),
        Needed("targeted_dropout", "targeted_dropout", ("targeted_dropout",)),
        Needed("stochastic_depth", "stochastic_depth", ("drop_path",)),
        Needed("mask", "bernoulli_mask", ("bernoulli_mask",)),
        Needed("all_masks", "thinned_networks", ("all_masks",)),
        Needed("variance", "moments", ("output_variance",)),
        Needed("network", "network_with_dropout", ("forward", "backward")),
        Needed("batch_norm_order", "batchnorm_shift", ("dropout_then_bn", "bn_then_dropout")),
    )
}
"""The functions that the lab calls, by the kind of layer that needs them, or by what figures and experiments show.

`dropout` needs `dropout_backward`, too.
"""
ALSO = {"dropout": ("dropout", "dropout_backward")}


def keys_for(kinds: Iterable[str]) -> list[str]:
    """The keys that layers of these kinds need, each once."""
    found = [key for kind in kinds for key in ALSO.get(kind, (kind,)) if key in NEEDED]
    return list(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class AtHand:
    """A needed function in the student's file: its state and, if it cannot be used, the reason.

    `problem` is empty if the course does not have it. `line` is where loading failed, if it did.
    """

    needed: Needed
    problem: str
    title: str
    file: str
    state: str
    why: str = ""
    line: int = 0
    submission: Submission | None = None
    reference: Path | None = None

    @property
    def is_usable(self) -> bool:
        """Whether the student's own can be called."""
        return self.state in USABLE

    def described(self) -> dict[str, object]:
        """The description that a page shows of it."""
        return {
            "kind": self.needed.key, "problem": self.problem, "title": self.title, "names": list(self.needed.names),
            "file": self.file, "state": self.state, "why": self.why, "line": self.line,
            "has_reference": self.reference is not None,
        }  # fmt: skip


def functions_at_hand(course: Course, keys: Iterable[str] = NEEDED) -> dict[str, AtHand]:
    """The needed functions as they are in the student's files now; nothing is run."""
    return {key: _at_hand(course, NEEDED[key]) for key in keys}


def keys_of_file(course: Course, file: Path) -> list[str]:
    """The keys to look at again after a file was saved: those of its problem."""
    place = file.resolve()
    return [
        key
        for key, needed in NEEDED.items()
        if (problem := problem_of(course, needed.stem)) and place.is_relative_to((course.exercises / problem).resolve())
    ]


def problem_of(course: Course, stem: str) -> str:
    """The course's problem of this name, whatever its number; empty if there is none."""
    return next((name for name in course.names() if stem_of(name) == stem), "")


def _at_hand(course: Course, needed: Needed) -> AtHand:
    problem = problem_of(course, needed.stem)
    if not problem:
        return AtHand(needed, "", "", "", MISSING, f"This course has no problem about {needed.names[0]}.")
    reference = course.authority / "solutions" / problem / f"{needed.stem}.py"
    title = _title(course, problem)
    found = functools.partial(AtHand, needed, problem, title, reference=reference if reference.is_file() else None)
    if course.is_installed:
        return found("", MISSING, "You are not in a workspace. Start one: dropgrade init my_dropout")
    file = exercise(course, problem)
    submission = as_handed_in(file)
    if isinstance(submission, SubmissionError):
        state = MISSING if isinstance(submission, NoFile) else RAISES
        return found(shown(file), state, submission.message)
    for state, why, line in _lacks(submission, needed):
        return found(shown(file), state, why, line)
    state, why = _judged(course, problem, submission)
    return found(shown(file), state, why, submission=submission)


def _title(course: Course, problem: str) -> str:
    try:
        return read_description(course, problem).title
    except CourseError:
        return problem


def _lacks(submission: Submission, needed: Needed) -> Iterator[tuple[str, str, int]]:
    """The reasons why a file cannot be used, as far as its text shows them, and their lines."""
    for _, source in () if submission.is_notebook else submission.parts:
        try:
            compile(source, "", "exec", ast.PyCF_ONLY_AST)
        except SyntaxError as error:
            yield RAISES, f"{submission.file.name} is not valid Python: {error.msg}.", error.lineno or 0
        except UNREADABLE:
            yield RAISES, f"{submission.file.name} cannot be read as Python.", 0
    for name in needed.names:
        sources = [source for _, source in submission.parts if name in source]
        if not sources:
            yield MISSING, f"There is no `{name}` in {submission.file.name}.", 0
        elif is_stub(sources[-1], name):
            yield NOT_WRITTEN, f"`{name}` is not written yet.", 0


_JUDGED: dict[tuple[str, str], bool] = {}
"""The verdicts on files that the lab has graded itself, by problem and hash."""


def keep_judged(problem: str, sha256: str, *, is_right: bool) -> None:
    """Record whether a file is right."""
    _JUDGED[problem, sha256] = is_right


def is_judged(each: AtHand) -> bool:
    """Whether a file's verdict is known: from the record of progress, or because the lab graded it."""
    return each.submission is not None and (each.problem, each.submission.sha256) in _JUDGED


def _judged(course: Course, problem: str, submission: Submission) -> tuple[str, str]:
    """Whether this very file is right, as far as that is known; an ungraded file counts as right."""
    progress = progress_on(progress_of(course).read(), problem)
    place = problem, submission.sha256
    if progress.sha256 == submission.sha256:
        _JUDGED[place] = progress.last >= progress.max_score
        if not _JUDGED[place]:
            return WRONG, f"The last check gave it {progress.last:g} of {progress.max_score:g} points."
    if not _JUDGED.get(place, True):
        return WRONG, f"It is not right yet: dropgrade check {problem[:3]} says what is wrong."
    return OWN, ""


def parts_to_send(submission: Submission, names: tuple[str, ...]) -> Parts:
    """The parts of a file, labelled so that no other file has a part of the same label."""
    parts = submission.parts_for(names)
    return (
        tuple((f"{submission.file.name}, {label}", text) for label, text in parts) if submission.is_notebook else parts
    )


@functools.cache
def reference_parts(file: Path) -> Parts:
    """The parts of a reference."""
    return ((f"reference/{file.name}", file.read_text("utf-8")),)


Use = Mapping[str, str]
"""Whose function is used, `yours` or `reference`, by what needs it."""
