"""A submission as its author wrote it: its text, its syntax tree, and the loops and calls in each function."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from functools import cached_property

from dropgrade.course.python_text import parsed

Defined = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
LOOPS = (ast.For, ast.AsyncFor, ast.While)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


class Module:
    """A file of a submission as text; a notebook's cells are read as one file.

    Names are resolved using the file's imports: after `import numpy as np`, `np.exp` is `numpy.exp`.
    """

    def __init__(self, parts: Sequence[tuple[str, str]]) -> None:
        self.source = "\n".join(source for _, source in parts)

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree; empty if the file is not valid Python, which is reported separately."""
        try:
            return parsed(self.source)
        except SyntaxError:
            return ast.Module([], [])

    @cached_property
    def definitions(self) -> dict[str, ast.AST]:
        """The definitions of the file, by name: functions, classes, methods as `Class.method`, and assigned names."""
        found: dict[str, ast.AST] = {}
        for node in self.tree.body:
            if isinstance(node, Defined):
                found[node.name] = node
            if isinstance(node, ast.ClassDef):
                found |= {f"{node.name}.{each.name}": each for each in node.body if isinstance(each, Defined)}
            if isinstance(node, ast.Assign):
                found |= {target.id: node.value for target in node.targets if isinstance(target, ast.Name)}
        return found

    @cached_property
    def imports(self) -> dict[str, str]:
        """The full names behind imported names: `np` maps to `numpy`."""
        found: dict[str, str] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found |= {a.asname or a.name.partition(".")[0]: _imported(a) for a in node.names}
            if isinstance(node, ast.ImportFrom):
                found |= {a.asname or a.name: f"{node.module}.{a.name}" for a in node.names}
        return found

    def loops(self, function: str = "", *, comprehensions: bool = False) -> list[str]:
        """Return the loops, as text, in a function and the functions of this file that it calls, or in the whole file.

        A comprehension counts unless `comprehensions` are allowed.
        """
        kinds = LOOPS if comprehensions else (*LOOPS, *COMPREHENSIONS)
        nodes = (node for root in self.reached(function) for node in ast.walk(root))
        return [ast.unparse(node).partition("\n")[0] for node in nodes if isinstance(node, kinds)]

    def calls(self, function: str = "") -> frozenset[str]:
        """Return the resolved names of everything that a function calls, directly or through functions of this file."""
        nodes = (node for root in self.reached(function) for node in ast.walk(root))
        return frozenset(name for node in nodes if isinstance(node, ast.Call) and (name := self.name_of(node.func)))

    def uses(self, function: str = "") -> frozenset[str]:
        """Return the resolved names that a function reads, called or not; for the whole file, with its imports."""
        nodes = (node for root in self.reached(function) for node in ast.walk(root))
        read = (node for node in nodes if isinstance(node, ast.Name | ast.Attribute))
        found = frozenset(name for node in read if (name := self.name_of(node)))
        return found if function else found | frozenset(self.imports.values())

    def name_of(self, node: ast.AST) -> str:
        """Return a resolved name with its dots; empty if the expression is not a name."""
        match node:
            case ast.Name(id=name):
                return self.imports.get(name, name)
            case ast.Attribute(value=value, attr=attr):
                return f"{base}.{attr}" if (base := self.name_of(value)) else ""
        return ""

    def reached(self, function: str = "") -> list[ast.AST]:
        """Return a function and everything it uses in this file, each once; the whole file if no function is given."""
        if not function:
            return [self.tree]
        names, waiting = list[str](), [function]
        while waiting:
            name = waiting.pop()
            if name in self.definitions and name not in names:
                names.append(name)
                waiting += self._used_in(name)
        return [self.definitions[name] for name in names]

    def _used_in(self, name: str) -> Iterator[str]:
        """Yield the names of this file that one of its definitions uses; `self.f` is a method of the same class."""
        owner = name.partition(".")[0]
        for node in ast.walk(self.definitions[name]):
            if isinstance(node, ast.Name):
                yield node.id
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self":
                yield f"{owner}.{node.attr}"


def _imported(alias: ast.alias) -> str:
    """Return the name that an import binds: `a` for `import a.b`, and `a.b` for `import a.b as c`."""
    return alias.name if alias.asname else alias.name.partition(".")[0]
