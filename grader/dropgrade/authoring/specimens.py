"""The programs that a problem is proved on: its own files, and answers that hold nothing."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from dropgrade.course.location import Course
from dropgrade.course.problem import Problem
from dropgrade.errors import SubmissionError
from dropgrade.submission import Submission, as_handed_in

_SHAPE = "np.shape(args[0]) if args else (2, 3)"
EMPTY_ANSWERS = {
    "x itself": "return args[0]",
    "x itself and None": "return args[0], None",
    "zeros": f"return np.zeros({_SHAPE})",
    "two zeros": f"return np.zeros({_SHAPE}), np.zeros({_SHAPE})",
    "ones": f"return np.ones({_SHAPE})",
    "two ones": f"return np.ones({_SHAPE}), np.ones({_SHAPE})",
    "noise": f"return np.random.random({_SHAPE})",
    "two noises": f"return np.random.random({_SHAPE}), np.random.random({_SHAPE})",
    "None": "return None",
    "two Nones": "return None, None",
    "always ValueError": "raise ValueError('no')",
}
"""What a function may give without having been written; none of it may earn a point."""


class Kind(StrEnum):
    """What a program is there to show."""

    STUB = "stub"
    REFERENCE = "reference"
    RIGHT = "right"
    WRONG = "wrong"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Specimen:
    """A program, and what it shows: a known-wrong one says by which names, and where it says, by which checks."""

    kind: Kind
    name: str
    file: Path
    submission: Submission | SubmissionError
    tree: ast.Module | SyntaxError | None
    named: frozenset[str] = frozenset()
    caught_by: frozenset[str] | None = None

    @property
    def is_program(self) -> bool:
        """Whether it can be read, and is Python; what is not is told as such, and shows nothing when it is run."""
        return isinstance(self.submission, Submission) and isinstance(self.tree, ast.Module)

    def __str__(self) -> str:
        """The program as a sentence speaks of it."""
        match self.kind:
            case Kind.STUB | Kind.REFERENCE:
                return f"the {self.kind}"
            case Kind.EMPTY:
                return f"an answer that holds nothing ({self.name})"
        return f"{self.kind}/{self.name}.py"


def specimens_of(course: Course, problem: Problem) -> list[Specimen]:
    """Every program of a problem: stub, reference, right and wrong ones, and the empty answers."""
    stub = course.exercises / problem.name / f"{problem.stem}.py"
    reference = problem.solution / f"{problem.stem}.py"
    found = [_specimen(Kind.STUB, stub), _specimen(Kind.REFERENCE, reference)]
    handed_out = found[0].tree
    found += [_specimen(Kind.RIGHT, file) for file in sorted(problem.solution.glob("right/*.py"))]
    found += [_wrong(file) for file in sorted(problem.solution.glob("wrong/*.py"))]
    return found + (list(_empty_answers(stub, handed_out)) if isinstance(handed_out, ast.Module) else [])


def _specimen(kind: Kind, file: Path) -> Specimen:
    return Specimen(kind, file.stem, file, as_handed_in(file), parsed(file))


def _wrong(file: Path) -> Specimen:
    """A known-wrong solution; by default its file's name says what it is named by."""
    plain = _specimen(Kind.WRONG, file)
    declared = _declared(plain.tree) if isinstance(plain.tree, ast.Module) else {}
    named = declared.get("NAMED", frozenset(file.stem.split("__")))
    return replace(plain, named=named or frozenset(), caught_by=declared.get("CAUGHT_BY"))


def parsed(file: Path) -> ast.Module | SyntaxError | None:
    """A file as Python, or what is wrong with it; None where it cannot be read at all."""
    try:
        return ast.parse(file.read_bytes())
    except SyntaxError as error:
        return error
    except (OSError, ValueError):
        return None


def _declared(tree: ast.Module) -> dict[str, frozenset[str] | None]:
    """The sets of names that a known-wrong solution declares; None stands for what is no set of names."""
    assigned = [n for n in tree.body if isinstance(n, ast.Assign) and isinstance(n.targets[0], ast.Name)]
    pairs = ((node.targets[0], node.value) for node in assigned)
    return {n.id: _names(v) for n, v in pairs if isinstance(n, ast.Name) and n.id in ("NAMED", "CAUGHT_BY")}


def _names(node: ast.expr) -> frozenset[str] | None:
    try:
        value = ast.literal_eval(node)
    except ValueError:
        return None
    is_names = isinstance(value, set | list | tuple) and all(isinstance(v, str) for v in value)
    return frozenset(value) if is_names else None


def _empty_answers(stub: Path, tree: ast.Module) -> Iterator[Specimen]:
    """Programs in which every function and method of the stub gives one empty answer."""
    for label, body in EMPTY_ANSWERS.items():
        yield Specimen(Kind.EMPTY, label, stub, in_memory(stub, empty_program(tree.body, body)), tree)


def empty_program(stub: Sequence[ast.stmt], body: str) -> str:
    """The source of a program with the stub's functions and classes, which all do the same."""
    return "import numpy as np\n" + "\n".join(_definitions(stub, body, ""))


def _definitions(nodes: Sequence[ast.stmt], body: str, indent: str) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.ClassDef):
            yield f"class {node.name}:"
            yield from _definitions(node.body, body, "    ")
        elif isinstance(node, ast.FunctionDef):
            inside = "pass" if node.name == "__init__" else body
            start = "args = args[1:]; " if indent else ""
            yield f"{indent}def {node.name}(*args, **kwargs):\n{indent}    {start}args += tuple(kwargs.values())"
            yield f"{indent}    {inside}"


def in_memory(file: Path, source: str) -> Submission:
    """A program that stands in no file, as if it had been handed in under this file's name."""
    return Submission(file, hashlib.sha256(source.encode()).hexdigest(), ((file.name, source),))
