"""Select the statements of a notebook that are graded: the required definitions and everything they use.

Cells that try things out, draw, train for minutes or belong to another problem are left out, so that they can neither
use up the time of the checks nor change their results.
"""

from __future__ import annotations

import ast
import symtable
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from dropgrade.course.python_text import parsed

Parts = tuple[tuple[str, str], ...]
"""Sources with labels."""
LARGEST = 200_000
"""Up to this many characters statements are selected one by one, which takes a second; beyond, all are graded."""


@lru_cache(maxsize=8)
def _statements(parts: Parts) -> tuple[Statement, ...]:
    if sum(len(source) for _, source in parts) > LARGEST:
        return tuple(whole_cell(number, source) for number, (_, source) in enumerate(parts))
    return tuple(each for number, (_, source) in enumerate(parts) for each in statements_of(number, source))


def defined_names(parts: Parts) -> frozenset[str]:
    """Return the names that the cells define."""
    return frozenset(name for each in _statements(parts) for name in each.binds)


def defining_parts(parts: Parts, names: Iterable[str]) -> tuple[str, ...]:
    """Return the labels of the cells that define any of the names, in order."""
    wanted = frozenset(names)
    return tuple(dict.fromkeys(parts[each.cell][0] for each in _statements(parts) if each.binds & wanted))


@lru_cache(maxsize=64)
def selected(parts: Parts, names: tuple[str, ...]) -> Parts:
    """Return the cells with only the statements that matter for these names, keeping all line numbers."""
    statements = _statements(parts)
    kept = _Search(statements, frozenset(names)).kept
    lines = [source.split("\n") for _, source in parts]
    for each in statements:
        if each not in kept:
            first, last = each.span
            lines[each.cell][first - 1 : last] = [""] * (last - first + 1)
    return tuple((label, "\n".join(own)) for (label, _), own in zip(parts, lines, strict=True))


class _Search:
    """Finds every statement that the required names depend on."""

    def __init__(self, statements: tuple[Statement, ...], names: frozenset[str]) -> None:
        self.kept: set[Statement] = set()
        self._imported = frozenset(n for each in statements if each.is_import for n in each.binds)
        self._binding = _index(statements, lambda each: each.binds)
        self._inner = _index(statements, lambda each: each.inner)
        self._changing = _index(statements, lambda each: each.changes | self._acted_on(each) - names)
        self._calling = _index(statements, lambda each: each.calls)
        self._queue = [*names]
        self._needed, self._actors = set(names), set[str]()
        for each in statements:
            if each.is_open:
                self._keep(each)
        while self._queue:
            self._follow(self._queue.pop())

    def _acted_on(self, each: Statement) -> frozenset[str]:
        """Return the names that method calls may change; modules only if it configures them (`np.seterr()`)."""
        sets_up = not each.binds and each.uses <= self._imported
        return each.methods if sets_up else each.methods - self._imported

    def _follow(self, name: str) -> None:
        for each in self._binding.pop(name, ()):
            self._keep(each)
        for index in (self._inner, self._changing):
            for each in index.pop(name, ()):
                self._keep(each)
                self._act(each.binds)

    def _keep(self, each: Statement) -> None:
        if each not in self.kept:
            self.kept.add(each)
            new = each.uses - self._needed
            self._needed |= new
            self._queue += new

    def _act(self, names: frozenset[str]) -> None:
        """Keep calls of functions that define or change something needed."""
        for name in names - self._actors:
            self._actors.add(name)
            for each in self._calling.pop(name, ()):
                self._keep(each)


def _index(
    statements: Iterable[Statement], names_of: Callable[[Statement], frozenset[str]]
) -> dict[str, list[Statement]]:
    found = defaultdict[str, list[Statement]](list)
    for each in statements:
        for name in names_of(each):
            found[name].append(each)
    return found


OPEN = frozenset(["__import__", "delattr", "eval", "exec", "globals", "locals", "setattr", "vars"])
"""A program that uses these may define or change anything."""
UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)
Span = tuple[int, int]
"""The first and the last line of a statement, counted from 1."""


@dataclass(frozen=True, slots=True, eq=False)
class Statement:
    """One or more statements that share lines.

    `inner` are global names that its functions set, `changes` names whose items, attributes or decorators it modifies,
    `methods` names whose methods it calls, and `calls` names that it calls itself. A statement that `is_open` may have
    any effect.
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
    """Return a cell's statements, or the whole cell as one open statement if it is not Python."""
    lines = source.split("\n")
    try:
        return [
            _statement(cell, span, nodes, "\n".join(lines[span[0] - 1 : span[1]]))
            for span, nodes in _groups(parsed(source))
        ]
    except UNREADABLE:
        return [whole_cell(cell, source)]


def whole_cell(cell: int, source: str) -> Statement:
    """Return a cell as one statement with unknown effects."""
    return Statement(cell, (1, source.count("\n") + 1), is_open=True)


def _groups(tree: ast.Module) -> Iterator[tuple[Span, list[ast.stmt]]]:
    """Group statements that share lines."""
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
    with warnings.catch_warnings(action="ignore"):  # they concern the student's code, not the grader
        table = symtable.symtable(source, "cell", "exec")
    binds, inner, uses = _names(table)
    changes, methods, calls = _effects(nodes)
    return Statement(
        cell, span, binds, inner, uses, changes, methods, calls,
        is_import=all(isinstance(node, (ast.Import, ast.ImportFrom)) for node in nodes),
        is_open=bool(uses & OPEN) or any(_is_open(node) for node in nodes),
    )  # fmt: skip


def _is_open(node: ast.stmt) -> bool:
    """Whether an import brings in unknown names or affects the whole cell."""
    return isinstance(node, ast.ImportFrom) and (node.module == "__future__" or node.names[0].name == "*")


def _names(top: symtable.SymbolTable) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Return the names defined at the top level, those that functions set globally, and those used."""
    binds = {s.get_name() for s in top.get_symbols() if s.is_assigned() or s.is_imported()}
    uses = {s.get_name() for s in top.get_symbols() if s.is_referenced()}
    inner = set[str]()
    for table in _below(top):
        is_class = table.get_type() == "class"  # in a class body, `rate = rate` uses the global name as well
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
    """Return the names that are modified, those whose methods are called, and those that are called."""
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
    """Return the name that an expression such as `table[0].rows` begins with, or an empty string."""
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Call)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""
