"""The normal form of a program, without what copiers change: names, comments, annotations and layout."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from dropgrade.course.python_text import parsed

LARGEST = 200_000
"""The longest program that is compared, in characters."""
LINE_END = re.compile(r"\r\n|\r|\n")
BUILTINS = frozenset(dir(builtins))
FAULTS = (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError)


@dataclass(frozen=True, slots=True)
class NormalForm:
    """A program in its normal form, and each statement of it by itself, in the same form, with its first line."""

    program: tuple[str, ...]
    statements: Mapping[str, str] = field(compare=False)


def normal_form(source: str, stub: str = "") -> NormalForm | None:
    """The normal form of a program; None if it cannot be parsed.

    Names in the stub stay as they are, because every program has them. Imports are left out, and what they bind is
    called by its module. The order of functions does not matter.
    """
    tree, words = _parsed(source), _words(stub)
    if tree is None:
        return None
    modules = dict(_imports(tree))
    own = {n.name for n in tree.body if isinstance(n, ast.FunctionDef | ast.ClassDef)} - words
    lines = LINE_END.split(source)
    try:
        _strip(tree)
        pieces = sorted(_dumped(node, words, modules, own) for node in tree.body)
        work = [node for node in ast.walk(tree) if isinstance(node, ast.stmt) and _is_work(node)]
        alone = {_dumped(_head(node), words, modules, own): lines[node.lineno - 1].strip() for node in work}
    except FAULTS:
        return None
    return NormalForm(tuple(pieces), alone)


def _parsed(source: str) -> ast.Module | None:
    if len(source) > LARGEST:
        return None
    try:
        return parsed(source)
    except SyntaxError:
        return None


@lru_cache(maxsize=64)
def _words(stub: str) -> frozenset[str]:
    """Every name in a stub."""
    tree = _parsed(stub)
    nodes = list(ast.walk(tree)) if tree else []
    names = {n.id for n in nodes if isinstance(n, ast.Name)} | {n.arg for n in nodes if isinstance(n, ast.arg)}
    names |= {n.attr for n in nodes if isinstance(n, ast.Attribute)}
    return frozenset(names | {n.name for n in nodes if isinstance(n, ast.FunctionDef | ast.ClassDef)})


def _imports(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.asname or alias.name, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((alias.asname or alias.name, f"{node.module}.{alias.name}") for alias in node.names)


def _strip(tree: ast.Module) -> None:
    """Remove imports, docstrings, annotations and statements without effect."""
    for node in ast.walk(tree):
        for name in ("body", "orelse", "finalbody"):
            inside = getattr(node, name, None)
            if isinstance(inside, list):
                kept = [_plain(each) for each in inside if not _is_idle(each)]
                setattr(node, name, kept or ([] if name != "body" or node is tree else [ast.Pass()]))
        if isinstance(node, ast.arg):
            node.annotation = None
        elif isinstance(node, ast.FunctionDef):
            node.returns = None


def _is_idle(node: ast.stmt) -> bool:
    is_constant = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    is_declaration = isinstance(node, ast.AnnAssign) and node.value is None
    return is_constant or is_declaration or isinstance(node, ast.Import | ast.ImportFrom | ast.Pass)


def _plain(node: ast.stmt) -> ast.stmt:
    """An assignment without its annotation."""
    if isinstance(node, ast.AnnAssign) and node.value is not None:
        return ast.copy_location(ast.Assign([node.target], node.value), node)
    return node


def _is_work(node: ast.stmt) -> bool:
    """Whether a statement counts as the student's work; the head of a function is the stub's."""
    return not isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Pass)


def _head(node: ast.AST) -> ast.AST:
    """A statement without the statements inside it."""
    fields = {name: [] if name in {"body", "orelse", "finalbody"} else value for name, value in ast.iter_fields(node)}
    return type(node)(**fields)


def _dumped(node: ast.AST, words: frozenset[str], modules: Mapping[str, str], own: set[str]) -> str:
    naming = _Naming(words, modules, own, _stored(node))
    return " ".join(naming.pieces(node))


def _stored(node: ast.AST) -> set[str]:
    """The names that a statement binds, which therefore are not builtins."""
    stored = {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
    return stored | {n.arg for n in ast.walk(node) if isinstance(n, ast.arg)}


@dataclass(slots=True)
class _Naming:
    """Writes a tree as text, with the program's own names as numbers in order of appearance."""

    words: frozenset[str]
    modules: Mapping[str, str]
    own: set[str]
    stored: set[str]
    numbers: dict[str, str] = field(default_factory=dict)

    def pieces(self, node: object) -> Iterator[str]:
        """The text of a tree, piece by piece."""
        if isinstance(node, ast.Name):
            yield self._called(node.id)
        elif isinstance(node, ast.Attribute):
            yield from (".", self._attribute(node), *self.pieces(node.value))
        elif isinstance(node, ast.AST):
            yield f"({type(node).__name__}"
            for name, value in ast.iter_fields(node):
                if name not in {"ctx", "type_comment", "kind"}:
                    yield from self._field(node, name, value)
            yield ")"
        elif isinstance(node, list):
            yield from ("[", *(piece for each in node for piece in self.pieces(each)), "]")
        else:
            yield repr(node)

    def _field(self, node: ast.AST, name: str, value: object) -> Iterator[str]:
        is_name = isinstance(value, str) and name in {"name", "arg"} and not isinstance(node, ast.keyword)
        yield from ([self._called(str(value))] if is_name else self.pieces(value))

    def _called(self, name: str) -> str:
        if name in self.words or (name in BUILTINS and name not in self.stored):
            return name
        if name in self.modules and name not in self.stored:
            return self.modules[name]
        return "own" if name in self.own else self.numbers.setdefault(name, f"v{len(self.numbers)}")

    def _attribute(self, node: ast.Attribute) -> str:
        """An attribute's name; a number for an object of the program's own."""
        is_own = isinstance(node.value, ast.Name) and node.value.id == "self" and node.attr not in self.words
        return self.numbers.setdefault(f"self.{node.attr}", f"v{len(self.numbers)}") if is_own else node.attr
