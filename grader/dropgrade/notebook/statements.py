"""A cell's statements, and which names each defines, uses and changes: found by reading, not by running."""

from __future__ import annotations

import ast
import symtable
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

OPEN = frozenset(["__import__", "delattr", "eval", "exec", "globals", "locals", "setattr", "vars"])
"""Whoever uses these may define or change anything."""
UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)
Span = tuple[int, int]
"""The first and the last line of a statement, counted from 1."""


@dataclass(frozen=True, slots=True, eq=False)
class Statement:
    """One or more statements that share lines.

    `inner` are global names that functions in it set, `changes` those whose items, attributes or decorators it
    touches, `methods` and `calls` those whose methods or which themselves it calls.
    """

    cell: int
    span: Span
    binds: frozenset[str] = frozenset()
    inner: frozenset[str] = frozenset()
    uses: frozenset[str] = frozenset()
    changes: frozenset[str] = frozenset()
    methods: frozenset[str] = frozenset()
    calls: frozenset[str] = frozenset()
    is_import: bool = False
    is_open: bool = False


def statements_of(cell: int, source: str) -> list[Statement]:
    """A cell's statements; one that is open, where the cell is no Python."""
    lines = source.split("\n")
    try:
        with warnings.catch_warnings(action="ignore"):  # about the student's code, and not the grader's to give
            return [
                _statement(cell, span, nodes, "\n".join(lines[span[0] - 1 : span[1]]))
                for span, nodes in _groups(ast.parse(source))
            ]
    except UNREADABLE:
        return [whole_cell(cell, source)]


def whole_cell(cell: int, source: str) -> Statement:
    """A cell as one statement, of which nothing is known."""
    return Statement(cell, (1, source.count("\n") + 1), is_open=True)


def _groups(tree: ast.Module) -> Iterator[tuple[Span, list[ast.stmt]]]:
    """Statements by the lines they stand on."""
    first, last, nodes = 0, 0, list[ast.stmt]()
    for node in tree.body:
        start = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
        if nodes and start > last:
            yield (first, last), nodes
            nodes = []
        first = first if nodes else start
        last = max(last, node.end_lineno or start)
        nodes.append(node)
    if nodes:
        yield (first, last), nodes


def _statement(cell: int, span: Span, nodes: Sequence[ast.stmt], source: str) -> Statement:
    binds, inner, uses = _names(symtable.symtable(source, "cell", "exec"))
    changes, methods, calls = _effects(nodes)
    return Statement(
        cell, span, binds, inner, uses, changes, methods, calls,
        is_import=all(isinstance(node, (ast.Import, ast.ImportFrom)) for node in nodes),
        is_open=bool(uses & OPEN) or any(_is_open(node) for node in nodes),
    )  # fmt: skip


def _is_open(node: ast.stmt) -> bool:
    """Whether an import brings names that cannot be seen, or rules for the whole cell."""
    return isinstance(node, ast.ImportFrom) and (node.module == "__future__" or node.names[0].name == "*")


def _names(top: symtable.SymbolTable) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """What is defined in the notebook itself, what functions define there, and what is used of it."""
    binds = {s.get_name() for s in top.get_symbols() if s.is_assigned() or s.is_imported()}
    uses = {s.get_name() for s in top.get_symbols() if s.is_referenced()}
    inner = set[str]()
    for table in _below(top):
        is_class = table.get_type() == "class"  # where `rate = rate` means both
        for symbol in table.get_symbols():
            if symbol.is_referenced() and (symbol.is_global() or is_class):
                uses.add(symbol.get_name())
            if symbol.is_declared_global() and symbol.is_assigned():
                inner.add(symbol.get_name())
    return frozenset(binds), frozenset(inner), frozenset(uses)


def _below(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    for child in table.get_children():
        yield child
        yield from _below(child)


def _effects(nodes: Sequence[ast.stmt]) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """The names that are changed, whose methods are called, and that are called."""
    changes, methods, calls = set[str](), set[str](), set[str]()
    for node in (each for top in nodes for each in ast.walk(top)):
        match node:
            case ast.Attribute(ctx=ast.Store() | ast.Del()) | ast.Subscript(ctx=ast.Store() | ast.Del()):
                changes.add(_root(node))
            case ast.Call(func=ast.Attribute()):
                methods.add(_root(node))
            case ast.Expr(value=ast.Call(func=ast.Name(id=name))):
                calls.add(name)
            case ast.FunctionDef() | ast.ClassDef():
                changes |= {_root(d) for d in node.decorator_list if not isinstance(d, ast.Name)}
    return frozenset(changes), frozenset(methods), frozenset(calls)


def _root(node: ast.expr) -> str:
    """The name that an expression such as `table[0].rows` begins with; empty where it begins with none."""
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Call)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""
