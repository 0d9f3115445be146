"""Find the problems of a notebook: those in its metadata, or else those whose names its cells define."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from dropgrade.course.course import Course
from dropgrade.course.problem import read_description
from dropgrade.errors import TargetError

if TYPE_CHECKING:
    from dropgrade.submission.submission import Submission


def problems_named(course: Course, file: Path, notebook: Submission) -> list[str]:
    """Return the problems in a notebook's metadata; raises `TargetError` if the course does not have one of them."""
    names = course.names()
    unknown = [problem for problem in notebook.problems if problem not in names]
    if unknown:
        message = f"{file} says that it holds {unknown[0]}, which is not in this course."
        raise TargetError(message, "Name its course with --course DIR, or one problem with --problem NAME.")
    return list(notebook.problems)


def problems_defined(course: Course, file: Path, notebook: Submission) -> list[str]:
    """Return the problems whose names the cells define; raises `TargetError` if there is none or it is ambiguous."""
    asked = {name: frozenset(read_description(course, name).all_names) for name in course.names()}
    whole = [name for name, names in asked.items() if names and names <= notebook.names]
    found = whole or [name for name, names in asked.items() if names & notebook.names]
    say = f"Say which: dropgrade check --problem p03 {file}"
    if not found:
        raise TargetError(f"{file} fits no problem by its name, and defines nothing that one asks for.", say)
    if doubt := _shared(found, {name: asked[name] & notebook.names for name in found}):
        raise TargetError(f"{file} could be for {doubt}.", say)
    return found


def _shared(found: Collection[str], asked: Mapping[str, frozenset[str]]) -> str:
    """Describe the first name that several problems ask for; empty if there is none."""
    for name in sorted(frozenset().union(*asked.values())):
        several = [problem for problem in found if name in asked[problem]]
        if len(several) > 1:
            return f"{', '.join(several)}: each asks for `{name}`"
    return ""
