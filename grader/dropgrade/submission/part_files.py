"""Recognise the files that are additional modules of a problem's program, by name."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from dropgrade.course.course import Course
from dropgrade.course.problem import read_description
from dropgrade.submission.claims import Candidate, named_after


@dataclass(frozen=True, slots=True)
class Part:
    """A file that is an additional module of a problem's program; `is_given` if it was handed out to be used as is."""

    problem: str
    module: str
    version: int = 0
    is_given: bool = False


def part_files(course: Course, problems: Sequence[str], candidates: Sequence[Candidate]) -> dict[Candidate, list[Part]]:
    """Return the files that are additional modules of a problem's program, judged by their names."""
    described = [read_description(course, problem) for problem in problems]
    modules = {(each.name, name): name in each.given for each in described for name in (*each.modules, *each.given)}
    found: dict[Candidate, list[Part]] = {}
    for candidate in candidates if modules else ():
        own = [
            Part(problem, module, claim.version, is_given)
            for (problem, module), is_given in modules.items()
            if not candidate.is_notebook
            and candidate.path.parent.name in (problem, *_places(candidate, problems))
            and (claim := named_after((module,), candidate.path.stem)) is not None
        ]
        if own:
            found[candidate] = own
    return found


def _places(candidate: Candidate, problems: Collection[str]) -> tuple[str, ...]:
    """Return the folder of a file, unless it belongs to another problem."""
    folder = candidate.path.parent.name
    return () if folder in problems else (folder,)
