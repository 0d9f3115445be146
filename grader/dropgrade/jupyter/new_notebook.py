"""Create notebooks: for each problem its statement, the stub, a cell to try it, and the check."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from dropgrade.course.course import Course
from dropgrade.course.main_block import without_main
from dropgrade.course.problem import Description, read_description, stub_of
from dropgrade.course.python_text import parsed
from dropgrade.errors import CourseError
from dropgrade.screen.statement import markdown_of
from dropgrade.screen.text import in_json
from dropgrade.submission.cells import KEY

LONGEST_NAME = 50  # of a cell's id, which is limited
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
WELCOME = """\
Each problem has four cells: what to write, the stub, a place to try it, and the check. Write your solution into the
stub's cell, run it, then run the check: `%dropgrade` grades what your cells define, in a process of its own. Helpers
may be in any cell. The cell below loads the command; run it first.
"""
Cell = tuple[str, str, str]
"""A cell's kind, its id and its source."""


def new_notebook(course: Course, problems: Sequence[str]) -> str:
    """Return a notebook for these problems as JSON; the same problems give the same text.

    Raises `CourseError` if a problem has no stub with a statement.
    """
    import nbformat

    v4: Any = nbformat.v4  # nbformat has no annotations
    new: dict[str, Any] = {"markdown": v4.new_markdown_cell, "code": v4.new_code_cell}
    cells = [*_first_cells(), *(cell for name in problems for cell in _cells(course, name))]
    notebook = v4.new_notebook(
        cells=[new[kind](source, id=key) for kind, key, source in cells],
        metadata={**METADATA, KEY: {"problems": [*problems]}},
    )
    nbformat.validate(notebook)
    return in_json(f"{v4.writes(notebook)}\n")


def _first_cells() -> list[Cell]:
    return [("markdown", "welcome", WELCOME), ("code", "load", "%load_ext dropgrade")]


def _cells(course: Course, name: str) -> list[Cell]:
    problem = read_description(course, name)
    statement, stub, tree = _stub(course, problem)
    key, number = name[:LONGEST_NAME], name.partition("_")[0]
    return [
        ("markdown", f"{key}-statement", markdown_of(statement)),
        *_module_cells(course, problem, key),
        ("code", f"{key}-stub", _without_imports(stub, tree, problem)),
        ("code", f"{key}-try", lines_to_try(tree, problem.all_names, statement)),
        ("code", f"{key}-check", f"%dropgrade {number}"),
    ]


def _module_cells(course: Course, problem: Description, key: str) -> Iterator[Cell]:
    """Yield cells for the problem's other modules: given ones as files to import, those to write as code."""
    folder = stub_of(course, problem.name).parent
    for name in problem.given:
        yield "code", f"{key}-{name}", f"%%writefile {name}.py\n{_text(folder / f'{name}.py')}".rstrip("\n")
    for name in problem.modules:
        source = without_main(_text(folder / f"{name}.py"))
        yield "code", f"{key}-{name}", _without_imports(source, parsed(source), problem).strip("\n")


def _without_imports(source: str, tree: ast.Module, problem: Description) -> str:
    """Remove the stub's imports from other modules of the problem, whose names a notebook already has."""
    own = [n for n in tree.body if isinstance(n, ast.ImportFrom) and n.module in problem.modules]
    statements = {ast.unparse(node) for node in own}
    return "\n".join(line for line in source.split("\n") if line.strip() not in statements)


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"{file} cannot be read: {error}.", "Fix it and run the command again.") from None


def _stub(course: Course, problem: Description) -> tuple[str, str, ast.Module]:
    """Return the statement, the stub without it, and the stub's syntax tree."""
    file = stub_of(course, problem.name)
    try:
        source = without_main(file.read_text("utf-8"))
        tree = parsed(source)
    except (OSError, SyntaxError, ValueError) as error:
        raise CourseError(f"{file} cannot be read as a stub: {error}.", "Fix it and run the command again.") from None
    statement = ast.get_docstring(tree)
    if statement is None:
        raise CourseError(f"{file} has no docstring with the statement.", "Write it and run the command again.")
    lines = source.split("\n")
    end = tree.body[0].end_lineno or 0
    return statement, "\n".join([*lines[: tree.body[0].lineno - 1], *lines[end:]]).strip("\n"), tree


START = ["import numpy as np", "", "rng = np.random.default_rng(0)"]
LENGTHS = (2, 3, 4, 5, 2, 2)
SHAPE = re.compile(r"\b(\w+)(?: has the shape|:) \(([^()]*)\)")
PLAIN = {
    "p": "0.5", "training": "True", "rng": "rng", "shape": "(2, 5)", "n_samples": "10", "block_size": "2", "size": "2",
}  # fmt: skip
ARRAYS = {
    **dict.fromkeys(("x", "q", "k", "v", "images"), "rng.random({shape}).round(2)"),
    "dout": "np.ones({shape})",
    "mask": "rng.integers(0, 2, {shape})",
}
SPECIAL = {
    "forward": "lambda inputs: inputs * rng.integers(0, 2, inputs.shape)",
    "probs": "rng.dirichlet([1.0, 1.0, 1.0], (10, 2))",
}
"""Small inputs for the arguments of the course's functions."""

Call = tuple[str, list[str]]
"""What is called, and the names of the arguments that it needs."""


def lines_to_try(tree: ast.Module, names: Sequence[str], statement: str) -> str:
    """Return lines that work before and after the functions are written."""
    definitions = {n.name: n for n in tree.body if isinstance(n, (ast.FunctionDef, ast.ClassDef))}
    wanted = [definitions[name] for name in names if name in definitions]
    functions = [node for node in wanted if isinstance(node, ast.FunctionDef)]
    classes = [node for node in wanted if isinstance(node, ast.ClassDef)]
    arguments = [_arguments(f) for f in [*functions, *(m for c in classes for m in _methods(c))]]
    inputs = _inputs(dict.fromkeys(a for each in arguments for a in each), statement)
    if not wanted or inputs is None:
        return "\n".join(_scaffold(functions))
    return "\n".join([*inputs, "try:", *(f"    {line}" for line in _calls(functions, classes)), *_otherwise(names)])


def _scaffold(functions: Iterable[ast.FunctionDef]) -> Iterator[str]:
    """Yield what to show if the input for an argument cannot be guessed."""
    yield from START
    yield "# Call your functions here with small inputs, such as those of the example above."
    for function in functions:
        yield f"# print({function.name}({', '.join(_arguments(function))}))"


def _arguments(function: ast.FunctionDef) -> list[str]:
    return [a.arg for a in (*function.args.args, *function.args.kwonlyargs) if a.arg != "self"]


def _methods(node: ast.ClassDef) -> list[ast.FunctionDef]:
    """Return the constructor, and the methods that have arguments."""
    methods = [m for m in node.body if isinstance(m, ast.FunctionDef)]
    return [m for m in methods if m.name == "__init__" or (_arguments(m) and not m.name.startswith("_"))]


def _inputs(arguments: Iterable[str], statement: str) -> list[str] | None:
    """Return assignments for inputs that are arrays or functions, or None if an argument is unknown."""
    lines = [*START]
    for each in arguments:
        if each in ARRAYS:
            lines.append(f"{each} = {ARRAYS[each].format(shape=_shape_of(each, statement))}")
        elif each in SPECIAL:
            lines.append(f"{each} = {SPECIAL[each]}")
        elif each not in PLAIN:
            return None
    return lines


def _shape_of(name: str, statement: str) -> str:
    """Return a small shape with as many dimensions as the statement gives the array, or x."""
    shapes = {m[1]: m[2] for m in SHAPE.finditer(statement)}
    dimensions = shapes.get(name, shapes.get("x", "rows, columns")).count(",") + 1
    return f"({', '.join(map(str, LENGTHS[:dimensions]))})"


def _calls(functions: Iterable[ast.FunctionDef], classes: Iterable[ast.ClassDef]) -> Iterator[str]:
    for function in functions:
        yield f"print({function.name}({_passed(function)}))"
    for node in classes:
        first, *others = _methods(node)
        yield f"made = {node.name}({_passed(first)})"
        yield from (f"print(made.{method.name}({_passed(method)}))" for method in others)


def _passed(function: ast.FunctionDef) -> str:
    """Return the arguments of a call: by position, or by name if they are optional."""
    required = len(function.args.args) - len(function.args.defaults)
    optional = {a.arg for a in (*function.args.args[required:], *function.args.kwonlyargs)}
    named = [(name, PLAIN.get(name, name)) for name in _arguments(function)]
    return ", ".join(f"{name}={value}" if name in optional else value for name, value in named)


def _otherwise(names: Sequence[str]) -> list[str]:
    return ["except NotImplementedError:", f'    print("{" or ".join(names)} is not written yet.")']
