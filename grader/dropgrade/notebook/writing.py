"""New notebooks: for each problem its statement, the stub, a place to try it and the check."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

from dropgrade.course.location import Course
from dropgrade.course.problem import Description, read_description, stub_of
from dropgrade.errors import CourseError
from dropgrade.notebook.cells import KEY
from dropgrade.notebook.statement import markdown_of
from dropgrade.notebook.trying import lines_to_try

LONGEST_NAME = 50  # of a cell's id, which has a limit
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
WELCOME = """\
Each problem has four cells: what to write, the stub, a place to try it, and the check. Write your solution into the
stub's cell, run it, then run the check: `%dropgrade` grades what your cells define, in a process of its own. Helpers
may stand in any cell. The cell below makes the command known; run it first.
"""
Cell = tuple[str, str, str]
"""A cell's kind, its id and its source."""


def new_notebook(course: Course, problems: Sequence[str]) -> str:
    """A notebook for these problems, as JSON; the same ones give the same text.

    Raises `CourseError` where a problem has no stub with a statement.
    """
    import nbformat

    v4: Any = nbformat.v4  # without annotations
    new: dict[str, Any] = {"markdown": v4.new_markdown_cell, "code": v4.new_code_cell}
    cells = [*_first_cells(), *(cell for name in problems for cell in _cells(course, name))]
    notebook = v4.new_notebook(
        cells=[new[kind](source, id=key) for kind, key, source in cells],
        metadata={**METADATA, KEY: {"problems": [*problems]}},
    )
    nbformat.validate(notebook)
    return f"{v4.writes(notebook)}\n"


def _first_cells() -> list[Cell]:
    return [("markdown", "welcome", WELCOME), ("code", "load", "%load_ext dropgrade")]


def _cells(course: Course, name: str) -> list[Cell]:
    problem = read_description(course, name)
    statement, stub, tree = _stub(course, problem)
    key, number = name[:LONGEST_NAME], name.partition("_")[0]
    return [
        ("markdown", f"{key}-statement", markdown_of(statement)),
        ("code", f"{key}-stub", stub),
        ("code", f"{key}-try", lines_to_try(tree, problem.names, statement)),
        ("code", f"{key}-check", f"%dropgrade {number}"),
    ]


def _stub(course: Course, problem: Description) -> tuple[str, str, ast.Module]:
    """The statement, the stub without it, and the stub as a tree."""
    file = stub_of(course, problem.name)
    try:
        source = file.read_text("utf-8")
        tree = ast.parse(source)
    except (OSError, SyntaxError, ValueError) as error:
        raise CourseError(f"{file} cannot be read as a stub: {error}.", "Mend it and run the command again.") from None
    statement = ast.get_docstring(tree)
    if statement is None:
        raise CourseError(f"{file} has no docstring with the statement.", "Write it and run the command again.")
    lines = source.split("\n")
    end = tree.body[0].end_lineno or 0
    return statement, "\n".join([*lines[: tree.body[0].lineno - 1], *lines[end:]]).strip("\n"), tree
