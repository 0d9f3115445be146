"""Begin a section in a problem's `mistakes.md`."""

from __future__ import annotations

from dropgrade.course.course import Course
from dropgrade.course.mistakes import NAME
from dropgrade.course.mistakes_file import examine_mistakes
from dropgrade.course.problem import Problem, read_problem
from dropgrade.errors import CourseError, Refused
from dropgrade.files import write_whole
from dropgrade.submission.bundle import read_bundle

SECTION = """
## {name}
- score: 3 to 5

{message}

- edit: `{piece}` -> `TODO`
"""
MESSAGE = (
    "TODO: Say what the program does and why that is wrong, in two or three sentences. Below, write which piece of a\n"
    "line of {file}.py becomes what; the piece has to be there once."
)
"""The message if the course shares none under this name."""


def new_mistake(course: Course, problem: str, name: str) -> tuple[Problem, int]:
    """Begin a section with an edit of a line of the reference; returns the problem and the section's line.

    Raises `Refused` where the name will not do or has a section already, and `CourseError` where a file is faulty.
    """
    if not NAME.fullmatch(name):
        raise Refused(
            f"{name!r} is not a name for a mistake.", "Write it like no_scaling: a-z, digits and underscores."
        )
    found = read_problem(course, problem)
    known, _ = examine_mistakes(found.solution)
    if name in known:
        raise Refused(f"{name} has a section already.", f"Edit line {known[name].line} of {known.file}.")
    text = known.file.read_text(encoding="utf-8") if known.file.is_file() else f"# Mistakes in {found.title}\n"
    message = "" if name in known.shared else MESSAGE.format(file=found.stem)
    section = SECTION.format(name=name, message=message, piece=_piece_of(found)).replace("\n\n\n", "")
    write_whole(known.file, f"{text.rstrip()}\n{section}".encode())
    return found, text.rstrip().count("\n") + 3


def _piece_of(problem: Problem) -> str:
    """The last line that occurs once in the reference, as an example of what an edit may change."""
    file = problem.solution / f"{problem.stem}.py"
    try:
        reference = read_bundle(file, problem)
    except (OSError, UnicodeDecodeError):
        raise CourseError(f"{file} cannot be read.", "Write the reference first.") from None
    lines = [line.strip() for line in reference.split("\n")]
    once = [line for line in lines if line and "`" not in line and reference.count(line) == 1]
    return once[-1] if once else "TODO"
