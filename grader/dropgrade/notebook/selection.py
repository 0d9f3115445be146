"""What of a notebook is graded: what is asked for, and whatever it uses.

Cells that try things out, draw, train for minutes or belong to another problem are left out, so that they can
neither take the time of the checks nor spoil them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import lru_cache

from dropgrade.notebook.statements import Statement, statements_of, whole_cell

Parts = tuple[tuple[str, str], ...]
"""Labelled sources."""
LARGEST = 200_000
"""Characters of code up to which statements are told apart: a second's work. Beyond, all of the cells are graded."""


@lru_cache(maxsize=8)
def _statements(parts: Parts) -> tuple[Statement, ...]:
    if sum(len(source) for _, source in parts) > LARGEST:
        return tuple(whole_cell(number, source) for number, (_, source) in enumerate(parts))
    return tuple(each for number, (_, source) in enumerate(parts) for each in statements_of(number, source))


def defined_names(parts: Parts) -> frozenset[str]:
    """The names that the cells define."""
    return frozenset(name for each in _statements(parts) for name in each.binds)


def defining_parts(parts: Parts, names: Iterable[str]) -> tuple[str, ...]:
    """The labels of the cells that define any of the names, in order."""
    wanted = frozenset(names)
    return tuple(dict.fromkeys(parts[each.cell][0] for each in _statements(parts) if each.binds & wanted))


@lru_cache(maxsize=64)
def selected(parts: Parts, names: tuple[str, ...]) -> Parts:
    """The cells with only those statements that matter for the names; every line keeps its place."""
    statements = _statements(parts)
    kept = _Search(statements, frozenset(names)).kept
    lines = [source.split("\n") for _, source in parts]
    for each in statements:
        if each not in kept:
            first, last = each.span
            lines[each.cell][first - 1 : last] = [""] * (last - first + 1)
    return tuple((label, "\n".join(own)) for (label, _), own in zip(parts, lines, strict=True))


class _Search:
    """From the names that are asked for to every statement that they rest on."""

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
        """The names whose methods may change them; a module's only where it is set up (`np.seterr()`)."""
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
        """Keep the calls of functions that define or change what is needed."""
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
