"""A new section in a problem's `mistakes.md`, to be filled in."""

from __future__ import annotations

from dropgrade.course.course import Course
from dropgrade.course.mistakes import NAME, examine_mistakes
from dropgrade.course.problem import Problem, read_problem
from dropgrade.errors import CourseError, Refused
from dropgrade.files import write_whole
from dropgrade.submission.bundle import read_bundle

SECTION = """
## {name}
- score: 3 to 5

{message}

```diff
{reference}
```
"""
MESSAGE = (
    "TODO: Say what the program does and why that is wrong, in two or three sentences. Below, put - before the lines\n"
    "that change and + before what they become, and delete what is not needed to say where."
)
"""The message where the course has none that is shared."""


def new_mistake(course: Course, problem: str, name: str) -> tuple[Problem, int]:
    """Begin a section with the reference's code as the context of its diff; returns the problem and the section's line.

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
    message = "" if name in known.shared else MESSAGE
    section = SECTION.format(name=name, message=message, reference=_as_context(found)).replace("\n\n\n", "\n\n")
    write_whole(known.file, f"{text.rstrip()}\n{section}".encode())
    return found, text.rstrip().count("\n") + 3


def _as_context(problem: Problem) -> str:
    """The reference from its first definition on, as lines of a diff that change nothing."""
    file = problem.solution / f"{problem.stem}.py"
    try:
        lines = read_bundle(file, problem).rstrip("\n").split("\n")
    except (OSError, UnicodeDecodeError):
        raise CourseError(f"{file} cannot be read.", "Write the reference first.") from None
    first = next((n for n, line in enumerate(lines) if line.startswith(("def ", "class "))), 0)
    return "\n".join(f" {line}".rstrip() for line in lines[first:])
