"""The programs that verify a problem: its own files, and empty answers."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from dropgrade.course.course import Course
from dropgrade.course.edits import Edit, EditError, edited
from dropgrade.course.mistakes import KnownMistake
from dropgrade.course.problem import Problem
from dropgrade.errors import SubmissionError
from dropgrade.submission.bundle import Others, others_of
from dropgrade.submission.submission import Submission, as_handed_in

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
"""What a function may return without having been written; none of it may earn a point."""


class Kind(StrEnum):
    """What a program is used to show."""

    STUB = "stub"
    REFERENCE = "reference"
    RIGHT = "right"
    WRONG = "wrong"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Sample:
    """A program and its purpose; for a mistake, also the expected names and the line of its section."""

    kind: Kind
    name: str
    file: Path
    submission: Submission | SubmissionError
    tree: ast.Module | SyntaxError | None
    named: frozenset[str] = frozenset()
    line: int = 0

    @property
    def is_program(self) -> bool:
        """Whether it is readable Python; otherwise it is reported, and running it shows nothing."""
        return isinstance(self.submission, Submission) and isinstance(self.tree, ast.Module)

    def __str__(self) -> str:
        """Return how a sentence refers to the program."""
        match self.kind:
            case Kind.STUB | Kind.REFERENCE:
                return f"the {self.kind}"
            case Kind.EMPTY:
                return f"an answer that holds nothing ({self.name})"
            case Kind.WRONG:
                return f"the mistake {self.name}"
        return f"{self.kind}/{self.name}.py"


def samples_of(course: Course, problem: Problem) -> list[Sample]:
    """Return every program of a problem: stub, reference, right and wrong ones, and empty answers."""
    stub = course.exercises / problem.name / f"{problem.stem}.py"
    reference = problem.solution / f"{problem.stem}.py"
    found = [_sample(problem, Kind.STUB, stub), _sample(problem, Kind.REFERENCE, reference)]
    handed_out = found[0].tree
    found += [_sample(problem, Kind.RIGHT, file) for file in sorted(problem.solution.glob("right/*.py"))]
    found += _wrong(problem, found[1])
    return found + (list(_empty_answers(stub, handed_out)) if isinstance(handed_out, ast.Module) else [])


def _sample(problem: Problem, kind: Kind, file: Path) -> Sample:
    """Return a program of the problem; one in `right/` has all of its modules in one file."""
    others = () if kind is Kind.RIGHT else others_of(file, problem)
    return Sample(kind, file.stem, file, as_handed_in(file, others), parsed(file, others))


def _wrong(problem: Problem, reference: Sample) -> Iterator[Sample]:
    """Yield the reference with each known mistake, in every way that its section shows."""
    if not isinstance(reference.submission, Submission):
        return
    source = reference.submission.parts[0][1]
    for mistake in problem.mistakes.single:
        for number, edit in enumerate(mistake.edits):
            label = mistake.name + (f" ({number + 1})" if number else "")
            yield _edited(problem, reference.file, mistake, label, _made(source, edit))


def _made(source: str, edit: Edit) -> str | EditError:
    try:
        return edited(source, [edit]) or ""
    except EditError as error:
        return error


def _edited(problem: Problem, reference: Path, mistake: KnownMistake, label: str, source: str | EditError) -> Sample:
    file, named = problem.mistakes.file, frozenset({mistake.name})
    if isinstance(source, EditError):
        unmade = SubmissionError(source.message, source.fix)
        return Sample(Kind.WRONG, label, file, unmade, None, named, source.line)
    return Sample(Kind.WRONG, label, file, in_memory(reference, source), tree_of(source), named, mistake.line)


def parsed(file: Path, others: Others = ()) -> ast.Module | SyntaxError | None:
    """Parse a file together with its other modules; return the tree, a syntax error, or None if unreadable."""
    try:
        trees = [tree_of(each.read_bytes()) for each in (file, *dict(others).values())]
    except OSError:
        return None
    found = next((tree for tree in trees if not isinstance(tree, ast.Module)), None)
    bodies = [statement for tree in trees if isinstance(tree, ast.Module) for statement in tree.body]
    return ast.Module(bodies, []) if all(isinstance(tree, ast.Module) for tree in trees) else found


def tree_of(source: str | bytes) -> ast.Module | SyntaxError | None:
    """Parse a program; return the tree, a syntax error, or None if it contains null bytes."""
    try:
        return ast.parse(source)
    except SyntaxError as error:
        return error
    except ValueError:
        return None


def _empty_answers(stub: Path, tree: ast.Module) -> Iterator[Sample]:
    """Yield programs in which every function and method of the stub gives the same empty answer."""
    for label, body in EMPTY_ANSWERS.items():
        yield Sample(Kind.EMPTY, label, stub, in_memory(stub, empty_program(tree.body, body)), tree)


def empty_program(stub: Sequence[ast.stmt], body: str) -> str:
    """Return a program with the stub's functions and classes, which all do the same."""
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
    """Return a program without a file as if it had been handed in under this name."""
    return Submission(file, hashlib.sha256(source.encode()).hexdigest(), ((file.name, source),))
